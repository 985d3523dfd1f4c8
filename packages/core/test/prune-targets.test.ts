/** Which layers pruning methods choose from, and what can be put in after them. */
import { describe, expect, it } from 'vitest';
import { batchNorm, chain, conv, identity, linear, relu, sum } from '../src/layers/build.ts';
import { insertAfter } from '../src/layers/insert.ts';
import { parameters } from '../src/layers/parameters.ts';
import { infer, trace } from '../src/layers/shapes.ts';
import type { Child, Layer } from '../src/layers/types.ts';
import { type Target, targetsOf } from '../src/prune/index.ts';
import { cifarResNet, models } from '../src/zoo/index.ts';

const targetsNamed = (name: string): readonly Target[] => {
  const { build, input } = models[name]!;
  return targetsOf(build(), input);
};
const channelsOf = (targets: readonly Target[]): number => targets.reduce((total, { group }) => total + group.size, 0);

describe('targetsOf', () => {
  it('finds the first layer of every basic block, with its norm', () => {
    const targets = targetsNamed('resnet-18');
    expect(targets.map(({ path }) => path)).toEqual(
      [1, 2, 3, 4].flatMap(stage => [0, 1].map(i => `backbone.stage${stage}.${i}.branches.body.conv1.conv`)),
    );
    expect(channelsOf(targets)).toBe(2 * (64 + 128 + 256 + 512));
    const { norm, output, group } = targets[2]!;
    expect(norm).toBe('backbone.stage2.0.branches.body.conv1.norm');
    expect(output).toEqual([28, 28, 128]);
    expect(group.name).toBe('backbone.stage2.0.branches.body.conv1.conv');
  });

  it.each(['resnet-50', 'resnet-50-v1.5'])(
    'finds the first two layers of every bottleneck of %s, and the stem',
    name => {
      const [stem, ...targets] = targetsNamed(name);
      // A projection stands between the stem and the first sum.
      expect(stem!.path).toBe('backbone.stem.conv.conv');
      expect(targets).toHaveLength(32);
      expect(channelsOf(targets)).toBe(7552);
      expect(new Set(targets.map(({ path }) => path.split('.').at(-2)))).toEqual(new Set(['reduce', 'spatial']));
    },
  );

  it.each([
    [56, 27, 1008],
    [110, 54, 2016],
  ])('finds those of ResNet-%i for CIFAR', (depth, layers, channels) => {
    const targets = targetsOf(cifarResNet(depth), [32, 32, 3]);
    expect(targets).toHaveLength(layers);
    expect(channelsOf(targets)).toBe(channels);
  });

  it('finds the stem and the pointwise layers of MobileNet', () => {
    const targets = targetsNamed('mobilenet');
    expect(targets.map(({ path }) => path)).toEqual([
      'stem.conv',
      ...Array.from({ length: 13 }, (_, i) => `body.${i}.pointwise.conv`),
    ]);
  });

  it('finds every layer of VGG but the last, hidden linear ones too, which have no norm', () => {
    const targets = targetsNamed('vgg-16');
    expect(targets).toHaveLength(15);
    expect(targets.map(({ output }) => output).slice(-3)).toEqual([[14, 14, 512], [4096], [4096]]);
    expect(targets.some(({ norm }) => norm !== undefined)).toBe(false);
    expect(targetsNamed('vgg-16-cifar')).toHaveLength(13);
  });

  it('takes a norm with a border for none, and no grouped layer for a target', () => {
    const bordered = chain({ a: conv(4, 1), norm: batchNorm({ border: 1 }), b: conv(2, 3, { pad: 0 }) });
    expect(targetsOf(bordered, [4, 4, 3]).map(({ path, norm }) => [path, norm])).toEqual([['a', undefined]]);
    const grouped = chain({ a: conv(4, 1), b: conv(4, 3, { groups: 2 }), c: conv(2, 1) });
    expect(targetsOf(grouped, [4, 4, 3])).toEqual([]);
  });
});

describe('insertAfter', () => {
  it.each(['resnet-18', 'resnet-50-v1.5', 'mobilenet', 'vgg-16'])(
    'puts a D×D layer after every target of %s, and leaves all other paths alone',
    name => {
      const { build, input } = models[name]!;
      const layer = build();
      const added = targetsOf(layer, input).map(({ path, norm, group, output }): [string, Child] => [
        norm ?? path,
        ['square', output.length === 1 ? linear(group.size, { bias: false }) : conv(group.size, 1)],
      ]);
      const grown = insertAfter(layer, input, new Map(added));
      expect(infer(grown, input)).toEqual(infer(layer, input));
      const held = (net: Layer) => [...parameters(trace(net, input))].map(({ path, shape }) => `${path} ${shape}`);
      const squares = added.map(([path]) => path.replace(/[^.]+$/, 'square.kernel'));
      const isNew = (parameter: string) => squares.includes(parameter.split(' ')[0]!);
      expect(held(grown).filter(parameter => !isNew(parameter))).toEqual(held(layer));
      expect(held(grown).filter(isNew)).toHaveLength(added.length);
    },
  );

  const block = chain({ a: conv(3, 1), norm: batchNorm(), body: sum({ same: identity(), other: conv(3, 1) }) });
  const after = (path: string, child: Child) => () => insertAfter(block, [4, 4, 3], new Map([[path, child]]));

  it('puts it right after, in chains within branches too', () => {
    expect(after('a', ['act', relu()])()).toEqual(
      chain({ a: conv(3, 1), act: relu(), norm: batchNorm(), body: block.children[2]![1] }),
    );
    const nested = sum({ same: identity(), body: chain([conv(3, 1)]) });
    expect(insertAfter(nested, [4, 4, 3], new Map([['body.0', ['act', relu()]]]))).toEqual(
      sum({
        same: identity(),
        body: {
          op: 'chain',
          children: [
            ['0', conv(3, 1)],
            ['act', relu()],
          ],
        },
      }),
    );
  });

  it('refuses a name that is taken, a place outside of chains, and shapes that no longer fit', () => {
    expect(after('a', ['norm', relu()])).toThrow("it has a child 'norm' already");
    const row = chain({ a: relu(), b: relu() });
    const twice = new Map<string, Child>([
      ['a', ['new', relu()]],
      ['b', ['new', relu()]],
    ]);
    expect(() => insertAfter(row, [3], twice)).toThrow("it has a child 'new' already");
    for (const path of ['body.other', 'nowhere', '']) {
      expect(after(path, ['act', relu()])).toThrow("it isn't a child of a chain, so nothing can be inserted after it");
    }
    const wide = () =>
      insertAfter(
        chain({ a: block, b: sum({ x: identity(), y: conv(3, 1) }) }),
        [4, 4, 3],
        new Map([['a', ['wide', conv(5, 1)]]]),
      );
    expect(wide).toThrow("can't take the sum");
  });
});
