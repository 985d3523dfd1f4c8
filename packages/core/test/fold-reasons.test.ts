/** What folding says of linear layers that it leaves apart, and what it may cost. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { count } from '../src/cost/index.ts';
import { fold, formatReport, relativeError } from '../src/fold/index.ts';
import {
  avgPool,
  batchNorm,
  chain,
  concat,
  conv,
  convTranspose,
  flatten,
  globalAvgPool,
  identity,
  instanceNorm,
  linear,
  pad,
  permute,
  reflectionPad,
  relu,
  reshape,
  spatialLinear,
  sum,
  tap,
  tiles,
  upsample,
} from '../src/layers/build.ts';
import { definitionOf } from '../src/layers/leaves/index.ts';
import { isLeaf, type Traced, trace } from '../src/layers/shapes.ts';
import type { Layer, Shape } from '../src/layers/types.ts';
import { Rng } from '../src/rng.ts';
import { Choices } from './support/expressions.ts';
import { foldExactly, reasons } from './support/folding.ts';
import { randomRow } from './support/linear-rows.ts';
import { randomNetwork } from './support/random.ts';
import { evaluate, randomSample } from './support/reference.ts';

const RUNS = Number(process.env.FC_RUNS ?? 300);
const SEED = Number(process.env.FC_SEED ?? 20260101);
const numbers = fc.array(fc.nat(5039), { minLength: 20, maxLength: 80, size: 'max' });

const isLinear = ({ layer, children }: Traced): boolean =>
  (isLeaf(layer) ? definitionOf(layer).linear : layer.op !== 'product' && layer.op !== 'tap') &&
  children.every(isLinear);

/** Links of a chain and of the chains in it. */
const row = (node: Traced): readonly Traced[] => (node.layer.op === 'chain' ? node.children.flatMap(row) : [node]);

/** Linear nodes right after a linear one in a chain, or beside one in a sum or concat, of which `named` says nothing. */
function silent(node: Traced, named: ReadonlySet<string>): readonly string[] {
  const unnamed = (nodes: readonly Traced[]) => nodes.map(({ path }) => path).filter(path => !named.has(path));
  if (node.layer.op === 'chain') {
    const links = row(node);
    const seconds = links.filter((link, i) => i > 0 && isLinear(link) && isLinear(links[i - 1]!));
    return [...unnamed(seconds), ...links.flatMap(link => silent(link, named))];
  }
  const inner = node.children.flatMap(child => silent(child, named));
  if (node.layer.op !== 'sum' && node.layer.op !== 'concat') return inner;
  // One of them is what the others did not join.
  return [...inner, ...unnamed(node.children.filter(isLinear)).slice(1)];
}

describe('random rows of linear layers', () => {
  it('are silent where nothing is said', () => {
    const layer = chain({ a: conv(2, 1), inner: chain({ b: flatten(), c: relu(), d: sum([linear(2), linear(2)]) }) });
    const root = trace(layer, [2, 2, 1]);
    expect(silent(root, new Set())).toEqual(['inner.b', 'inner.d.1']);
    expect(silent(root, new Set(['inner.b', 'inner.d.0']))).toEqual([]);
  });

  it('fold without raising a cost, keep their outputs, and have a reason for every two that stay', () => {
    const property = fc.property(numbers, fc.nat(1_000_000), (drawn, seed) => {
      const input: Shape = [4, 4, 2];
      const net = randomNetwork(randomRow(new Choices(drawn), input, 2), input, Rng.seeded(seed));
      const { network, report } = fold(net, { precision: 'float64' });
      const x = randomSample(input, Rng.seeded('sample'));
      expect(relativeError(evaluate(net, x).data, evaluate(network, x).data)).toBeLessThan(1e-10);
      const [before, after] = [net, network].map(({ layer }) => count(layer, input).total);
      expect(after!.macs).toBeLessThanOrEqual(before!.macs);
      expect(after!.winogradMuls).toBeLessThanOrEqual(before!.winogradMuls);

      const again = fold(network, { precision: 'float64' });
      expect(again.report.steps).toEqual([]);
      expect(again.report.refusals.map(({ reason }) => reason)).toHaveLength(report.refusals.length);
      const named = new Set(again.report.refusals.map(({ path }) => path));
      expect(silent(trace(network.layer, input), named)).toEqual([]);
    });
    fc.assert(property, { seed: SEED, numRuns: RUNS });
  });
});

describe('what stays apart says why', () => {
  const map: Shape = [4, 4, 4];
  const shuffle = chain({ apart: reshape([4, 4, 2, 2]), swap: permute([0, 1, 3, 2]), together: reshape([4, 4, 4]) });
  const cases: Record<string, [Layer, string]> = {
    'a transposed conv after a 3×3': [chain([conv(4, 3), convTranspose(4, 2)]), 'only a 1×1 conv without stride'],
    'a 3×3 after a transposed conv': [chain([convTranspose(4, 2), conv(4, 3)]), 'only a 1×1 conv without stride'],
    'a bias before a transposed conv': [
      chain([conv(4, 1, { bias: true }), convTranspose(4, 2)]),
      "'0' has a bias, which '1' spreads",
    ],
    'padding that a transposed conv does not crop': [
      chain([conv(4, 1, { pad: 1 }), convTranspose(4, 3, { stride: 2, pad: 1 })]),
      "'1' crops less than the padding of '0' adds",
    ],
    'a transposed conv beside a conv': [sum([convTranspose(4, 1), conv(4, 1)]), 'is a transposed conv, which joins'],
    'an upsample and a 3×3': [chain([upsample(8), conv(4, 3)]), "'0' resizes the map"],
    'a conv and an upsample': [chain([conv(4, 3), upsample(8)]), "'1' resizes the map"],
    'a reflection and a 3×3': [
      chain([reflectionPad(1), conv(4, 3, { pad: 0 })]),
      "'0' reflects the map at its edges: only",
    ],
    'a reflection and a 1×1 with padding': [chain([reflectionPad(1), conv(4, 1, { pad: 1 })]), "'0' reflects the map"],
    'a reflection and zeros': [chain([reflectionPad(1), pad(1)]), "'0' reflects the map"],
    'a conv and a reflection': [
      chain([conv(4, 3), reflectionPad(1)]),
      "'1' reflects the map at its edges, which no conv",
    ],
    'an instance norm after a conv': [
      chain([conv(4, 3), instanceNorm({ affine: true })]),
      "'1' normalises each sample by its own statistics: it has no fixed factors that '0' could take in",
    ],
    'a pixel shuffle': [chain([conv(4, 1), shuffle, conv(4, 1)]), "'1.swap' moves axes"],
    'a 3×3 with half padding before the mean over the map': [
      chain([conv(4, 3), globalAvgPool()]),
      "not every tap of '0' reads every pixel once",
    ],
    'a norm before the mean over the map, which would become a conv': [
      chain([batchNorm(), globalAvgPool()]),
      'one layer would cost more: 8 → 8 parameters, 0 → 4 multiply-adds',
    ],
    'the mean over the map before a 1×1': [chain([globalAvgPool(), conv(4, 1)]), 'is a mean over the whole map'],
    'a classifier on the mean over the map': [
      chain([globalAvgPool(), flatten(), linear(3)]),
      'one layer would cost more: 15 → 195 parameters, 12 → 192 multiply-adds',
    ],
    'a classifier on a conv of many channels to few': [
      chain([conv(1, 3), flatten(), linear(2)]),
      'one layer would cost more: 70 → 130 parameters',
    ],
    'a flattened conv': [chain([conv(4, 3), flatten()]), "'1' changes the shape alone"],
    'spatialLinears that are cheaper in two': [
      chain([spatialLinear([1, 1, 1]), spatialLinear([4, 4, 4])]),
      'one layer would cost more: 128 → 4,096 parameters',
    ],
    'a linear body of tiles': [chain([conv(4, 3), tiles([2, 2, 4], conv(4, 3))]), "'1' maps each tile by itself"],
    'a linear body of tiles in a sum': [
      sum([conv(4, 3), tiles([2, 2, 4], conv(4, 3))]),
      "'1' maps each tile by itself",
    ],
    'a body of tiles that is not linear': [sum([conv(4, 3), tiles([2, 2, 4], relu())]), "not linear: relu at '1.body'"],
    'a map plus a value per channel': [
      sum([conv(4, 3), chain([globalAvgPool(), conv(4, 1)])]),
      "'1' gives one value per channel, for all places of the map",
    ],
    'a sum that stays, before a norm': [
      chain([sum([conv(4, [1, 7]), conv(4, [7, 1])]), batchNorm()]),
      "'0' stays in 2 layers",
    ],
    'a tap in a branch': [
      sum([conv(4, 3), chain([conv(4, 1), tap('read')])]),
      "tap 'read' at '1.1' must stay readable",
    ],
    'convs of a concat with another between': [
      concat([conv(4, 3), chain([conv(4, 3), relu()]), conv(4, 3)]),
      "no rule joins conv '0' and conv '2'",
    ],
    'the identity and a pool': [sum([identity(), avgPool(3, { stride: 1, pad: 1 })]), 'one layer would cost more'],
  };
  for (const [name, [layer, reason]] of Object.entries(cases)) {
    it(name, () => {
      const net = randomNetwork(layer, map, Rng.seeded('reasons'));
      expect(reasons(fold(net).report)).toContain(reason);
    });
  }

  it('and a linear body of tiles is no barrier', () => {
    const { report } = foldExactly(chain([conv(4, 3), tiles([2, 2, 4], conv(4, 3))]), map);
    expect(report.barriers).toEqual([]);
    expect(formatReport(report)).not.toContain('not linear');
  });
});

describe('layers that change places', () => {
  it('stay in one chain, and get a name that it does not have yet', () => {
    const layer = chain({
      a: chain({ act: relu(), out: conv(9, 1) }),
      b: chain({ out: globalAvgPool(), act: relu() }),
      c: chain([relu(), upsample([10, 8])]),
      d: chain([conv(2, 1), relu()]),
    });
    const { layer: folded } = foldExactly(layer, [5, 4, 4]);
    expect(folded).toEqual(
      chain({
        a: chain({ act: relu(), out_: globalAvgPool(), out: conv(9, 1) }),
        b: relu(),
        c: relu(),
        d: {
          op: 'chain',
          children: [
            ['0', conv(2, 1)],
            ['1_', upsample([10, 8])],
            ['1', relu()],
          ],
        },
      }),
    );
  });
});

describe('heads', () => {
  it('a 1×1 conv, the mean over the map and a classifier fold to the mean and a classifier', () => {
    const layer = chain({
      features: chain({ conv: conv(9, 1, { bias: true }), norm: batchNorm() }),
      head: chain({ pool: globalAvgPool(), flatten: flatten(), fc: linear(3) }),
    });
    const { layer: folded, report } = foldExactly(layer, [5, 4, 4]);
    const leaves = ({ layer, children }: Traced): readonly string[] =>
      isLeaf(layer) ? [layer.op] : children.flatMap(leaves);
    expect(leaves(trace(folded, [5, 4, 4]))).toEqual(['globalAvgPool', 'flatten', 'linear']);
    expect(report.after.macs).toBe(4 * 3);
  });

  it('a 3×3 conv, flattened, goes into the classifier if it makes no channels fewer', () => {
    const { layer } = foldExactly(
      chain({ conv: conv(8, 3, { bias: true }), flat: flatten(), fc: linear(3) }),
      [4, 4, 4],
    );
    expect(layer).toEqual(chain({ flat: flatten(), fc: linear(3) }));
  });

  it('a norm and a 1×1 conv after an upsample go before it, and into the conv there', () => {
    const layer = chain({ conv: conv(6, 3), up: upsample(8), norm: batchNorm(), out: conv(4, 1) });
    expect(foldExactly(layer, [4, 4, 4]).layer).toEqual(chain({ conv: conv(4, 3, { bias: true }), up: upsample(8) }));
  });

  it('and those after a reflection too, but nothing passes an instance norm', () => {
    const mirror = reflectionPad(1);
    const layer = chain({ conv: conv(6, 3), mirror, norm: batchNorm(), out: conv(4, 1) });
    expect(foldExactly(layer, [4, 4, 4]).layer).toEqual(chain({ conv: conv(4, 3, { bias: true }), mirror }));
    const apart = chain({ conv: conv(4, 3), own: instanceNorm(), out: conv(4, 1) });
    const { layer: folded, report } = foldExactly(apart, [4, 4, 4]);
    expect(folded).toEqual(apart);
    expect(report.barriers).toEqual([{ kind: 'instanceNorm', count: 1, first: 'own' }]);
  });
});
