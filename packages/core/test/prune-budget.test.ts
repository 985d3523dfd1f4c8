import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { count } from '../src/cost/index.ts';
import { batchNorm, chain, conv, convTranspose, relu } from '../src/layers/build.ts';
import type { Layer, Network } from '../src/layers/types.ts';
import {
  ascending,
  CRITERIA,
  type Importances,
  isComparable,
  keepChannels,
  keepWithin,
  multiplyAdds,
  rank,
  type Target,
  targetsOf,
  taylorImportances,
  taylorParameters,
  uniformWidths,
} from '../src/prune/index.ts';
import { Rng } from '../src/rng.ts';
import { Choices } from './support/expressions.ts';
import { PRUNABLE_INPUT, randomPrunable } from './support/prunable.ts';
import { randomNetwork, withParams } from './support/random.ts';

const SEED = 20260404;

/** Two layers of their own width, the second without a norm, and one that gives the output. */
const LAYER: Layer = chain({
  one: conv(3, 1),
  norm: batchNorm(),
  act: relu(),
  two: convTranspose(2, 1, { bias: true }),
  three: conv(2, 1),
});

const example = withParams(randomNetwork(LAYER, [2, 2, 2], Rng.seeded('rank')), {
  // HWIO: the filters are (1, 3), (-2, -4) and (0, 5).
  'one.kernel': [1, -2, 0, 3, -4, 5],
  'norm.gamma': [0.5, -3, 2],
  // HW·out·in: the filters are (1, 2, 2) and (0, -3, 4).
  'two.kernel': [1, 2, 2, 0, -3, 4],
  'two.bias': [1, -1],
});
const targets = targetsOf(example.layer, example.input);
const lists = (importances: Importances) => importances.map(own => [...own]);

describe('rank', () => {
  it('takes norms of filters, wherever a kernel has its outputs', () => {
    expect(targets.map(({ path }) => path)).toEqual(['one', 'two']);
    expect(lists(rank(example, targets, 'l1'))).toEqual([
      [4, 6, 5],
      [5, 7],
    ]);
    expect(lists(rank(example, targets, 'l2'))).toEqual([
      [Math.sqrt(10), Math.sqrt(20), 5],
      [3, 5],
    ]);
  });

  it('takes γ of the norm that follows, and names the layer where none does', () => {
    expect(lists(rank(example, targets.slice(0, 1), 'bn'))).toEqual([[0.5, 3, 2]]);
    expect(() => rank(example, targets, 'bn')).toThrow(
      "two: no batch norm follows it, so 'bn' can't rank its channels",
    );
  });

  it('draws at random by the seed and the path alone', () => {
    const [both, second] = [targets, targets.slice(1)].map(some =>
      lists(rank(example, some, 'random', { rng: Rng.seeded(1) })),
    );
    expect(both![1]).toEqual(second![0]);
    expect(() => rank(example, targets, 'random')).toThrow('needs a random stream');
  });

  it('squares the sum of weight times gradient, over the norm that follows or else over the filter', () => {
    const net = withParams(example, { 'norm.beta': [1, 1, -5] });
    const paths = taylorParameters(net, targets);
    expect(paths).toEqual(['norm.gamma', 'norm.beta', 'two.kernel', 'two.bias']);
    const gradients = new Map(
      paths.map(path => {
        const { shape, data } = net.params.get(path)!;
        return [path, { shape, data: data.map(() => 2) }];
      }),
    );
    expect(lists(taylorImportances(net, targets, gradients))).toEqual([
      [9, 16, 36],
      [4 * 6 ** 2, 4 * 0],
    ]);
    gradients.delete('two.kernel');
    expect(() => taylorImportances(net, targets, gradients)).toThrow('two.kernel: its gradient is missing');
  });

  it('says which criteria mean the same in every layer', () => {
    expect(CRITERIA.filter(isComparable)).toEqual(['bn', 'apoz', 'random']);
  });
});

interface Case {
  readonly net: Network;
  readonly targets: readonly Target[];
  readonly importances: Importances;
  readonly keep: number;
  readonly minKept: number;
  readonly normalize: boolean;
}

/** Random networks with layers to cut, random importances of few different values, random budgets. */
const arbitraryCase: fc.Arbitrary<Case> = fc
  .record({
    numbers: fc.array(fc.nat(5039), { minLength: 30, maxLength: 90, size: 'max' }),
    seed: fc.nat(1_000_000),
    keep: fc.double({ min: 0.05, max: 0.95, noNaN: true }),
    minKept: fc.integer({ min: 1, max: 2 }),
    normalize: fc.boolean(),
  })
  .map(({ numbers, seed, ...options }) => {
    const rng = Rng.seeded(seed);
    const net = randomNetwork(randomPrunable(new Choices(numbers)), PRUNABLE_INPUT, rng);
    const targets = targetsOf(net.layer, net.input);
    const importances = targets.map(({ group }) => Float64Array.from({ length: group.size }, () => rng.int(4)));
    return { net, targets, importances, ...options };
  })
  .filter(({ targets }) => targets.length > 0);

const macsOf = ({ layer, input }: Network): number => count(layer, input).total.macs;

describe('keepWithin', () => {
  it('keeps what matters most, as much as the budget lets it', () => {
    let cut = 0;
    let impossible = 0;
    fc.assert(
      fc.property(arbitraryCase, ({ net, targets, importances, ...options }) => {
        const select = () => keepWithin(net.layer, net.input, targets, importances, options);
        const least = targets.map(({ group }) => Math.min(group.size, options.minKept));
        const smallest = keepChannels(
          net,
          Object.fromEntries(targets.map(({ group }, i) => [group.name, [...Array(least[i]!).keys()]])),
        );
        const budget = options.keep * macsOf(net);
        if (macsOf(smallest) > budget) {
          impossible++;
          expect(select).toThrow(/^the \d+ layers .* down to [\d.]+ of the multiply-adds: with \d channels?/);
          return;
        }
        const kept = select();
        expect(select()).toEqual(kept);
        expect(macsOf(keepChannels(net, kept))).toBeLessThanOrEqual(budget);

        const isKept = targets.map(({ group }) => new Set(kept[group.name]));
        for (const [i, own] of importances.entries()) {
          expect(isKept[i]!.size).toBeGreaterThanOrEqual(least[i]!);
          const order = ascending([own]).map(({ channel }) => isKept[i]!.has(channel));
          expect(order, 'first those that go, then those that stay').toEqual([...order].sort());
        }

        // The last channel that went, put back, is too much.
        const rms = (own: Float64Array) => Math.sqrt(own.reduce((sum, value) => sum + value ** 2, 0) / own.length) || 1;
        const norms = options.normalize ? importances.map(own => own.map(value => value / rms(own))) : importances;
        const last = ascending(norms).findLast(({ target, channel }) => !isKept[target]!.has(channel));
        if (last === undefined) return expect(macsOf(net)).toBeLessThanOrEqual(budget);
        const { name } = targets[last.target]!.group;
        const wider = { ...kept, [name]: [...kept[name]!, last.channel].sort((a, b) => a - b) };
        expect(macsOf(keepChannels(net, wider))).toBeGreaterThan(budget);
        cut++;
      }),
      { numRuns: 200, seed: SEED },
    );
    expect(Math.min(cut, impossible)).toBeGreaterThan(20);
  });

  it('leaves multiples of `roundTo`, the least that matter gone, and no multiple more than the budget asks for', () => {
    let rounded = 0;
    fc.assert(
      fc.property(
        arbitraryCase,
        fc.integer({ min: 2, max: 3 }),
        ({ net, targets, importances, ...options }, roundTo) => {
          const { keep, minKept } = options;
          const least = targets.map(({ group: { size } }) => Math.min(size, Math.ceil(minKept / roundTo) * roundTo));
          const costOf = multiplyAdds(net.layer, net.input, targets);
          const select = () => keepWithin(net.layer, net.input, targets, importances, { ...options, roundTo });
          if (costOf(least) > keep * macsOf(net)) {
            expect(select).toThrow(/ channels? of each/);
            return;
          }
          const kept = select();
          const widths = targets.map(({ group }) => kept[group.name]!.length);
          expect(macsOf(keepChannels(net, kept))).toBeLessThanOrEqual(keep * macsOf(net));
          for (const [i, { group }] of targets.entries()) {
            const width = widths[i]!;
            expect(width === group.size || width % roundTo === 0, `${width} of ${group.size}`).toBe(true);
            expect(width).toBeGreaterThanOrEqual(least[i]!);
            const isKept = new Set(kept[group.name]);
            const order = ascending([importances[i]!]).map(({ channel }) => isKept.has(channel));
            expect(order, 'first those that go, then those that stay').toEqual([...order].sort());
          }
          const wider = targets.map(({ group: { size } }, i) => Math.min(size, widths[i]! + roundTo));
          if (wider.join() === widths.join()) return;
          expect(costOf(wider)).toBeGreaterThan(keep * macsOf(net));
          rounded++;
        },
      ),
      { numRuns: 250, seed: SEED },
    );
    expect(rounded).toBeGreaterThan(20);
  });

  it('compares layers by their shares of the root mean square by default', () => {
    const importances = [Float64Array.of(10, 20, 30), Float64Array.of(2, 3)];
    const keep = (normalize: boolean) =>
      keepWithin(example.layer, example.input, targets, importances, { keep: 0.75, normalize });
    expect(keep(false)).toEqual({ one: [0, 1, 2], two: [1] });
    expect(keep(true)).toEqual({ one: [1, 2], two: [0, 1] });
  });

  it('tells the smallest share that there is', () => {
    const keep =
      (share: number, minKept = 1) =>
      () =>
        keepWithin(example.layer, example.input, targets, rank(example, targets, 'l1'), { keep: share, minKept });
    // 6 + 6 + 4 multiply-adds a pixel; 2 + 1 + 2 with a channel of each.
    expect(keep(0.3)).toThrow("the 2 layers that can be cut can't bring the network down to 0.3 of the multiply-adds");
    expect(keep(0.3)).toThrow('with 1 channel of each, 0.313 of them are left');
    expect(keep(0.313)()).toEqual({ one: [1], two: [1] });
    expect(keep(0.5, 2)).toThrow('with 2 channels of each, 0.75 of them are left');
  });

  it.each([
    [{ keep: 1 }, 'the share to keep is 1; it must be above 0 and below 1'],
    [{ keep: Number.NaN }, 'the share to keep is NaN'],
    [{ keep: 0.5, minKept: 0 }, '`minKept` is 0'],
    [{ keep: 0.5, roundTo: 1.5 }, '`roundTo` is 1.5; it must be a whole number'],
  ])('refuses %j', (options, message) => {
    expect(() => keepWithin(example.layer, example.input, targets, rank(example, targets, 'l1'), options)).toThrow(
      message,
    );
  });

  it('refuses importances that are none', () => {
    const keep = (importances: Importances) => () =>
      keepWithin(example.layer, example.input, targets, importances, { keep: 0.5 });
    expect(keep([Float64Array.of(1, Number.NaN, 2), Float64Array.of(1, 2)])).toThrow(
      'one: the importance of channel 1 is NaN, not a number',
    );
    expect(keep([Float64Array.of(1, 2, 3)])).toThrow('two: 0 importances for 2 channels');
  });
});

describe('uniformWidths', () => {
  /** As of a chain: each layer's inputs times its outputs. */
  const costOf = ([a, b, c]: readonly number[]): number => 3 * a! + a! * b! + b! * c!;
  const sizes = [4, 6, 12];

  it('takes the largest share of every layer with which the budget is kept', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.06, max: 0.99, noNaN: true }), keep => {
        const { share, widths } = uniformWidths(sizes, costOf, keep);
        expect(widths).toEqual(sizes.map(size => Math.max(1, Math.floor(share * size + 1e-9))));
        expect(costOf(widths)).toBeLessThanOrEqual(keep * costOf(sizes));
        // The next share at which a width changes.
        const next = Math.min(...sizes.map(size => (Math.floor(share * size + 1e-9) + 1) / size));
        const wider = sizes.map(size => Math.max(1, Math.floor(next * size + 1e-9)));
        expect(costOf(wider)).toBeGreaterThan(keep * costOf(sizes));
      }),
      { seed: SEED },
    );
  });

  it('keeps the least width, and says what is out of reach', () => {
    const { share, widths } = uniformWidths(sizes, costOf, 0.4, 3);
    expect(widths).toEqual([3, 3, 7]);
    expect(share).toBe(7 / 12);
    expect(() => uniformWidths(sizes, costOf, 0.2, 3)).toThrow(
      "the 3 layers that can be cut can't bring the network down to 0.2 of the multiply-adds: with 3 channels of each, 0.25 of them are left",
    );
  });
});
