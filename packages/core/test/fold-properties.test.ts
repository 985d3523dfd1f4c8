import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold, relativeError } from '../src/fold/index.ts';
import { batchNorm, chain, conv, identity, maxPool, relu, sum } from '../src/layers/build.ts';
import { parameters } from '../src/layers/parameters.ts';
import { infer, isLeaf, leaves, trace } from '../src/layers/shapes.ts';
import type { Layer, Network, Shape } from '../src/layers/types.ts';
import { Rng } from '../src/rng.ts';
import { Choices, randomExpression, randomFrame } from './support/expressions.ts';
import { randomNetwork } from './support/random.ts';
import { evaluate, randomSample } from './support/reference.ts';

/** Cases of the main property; FC_RUNS=5000 for a long night. A failure prints its seed and its smallest case. */
const RUNS = Number(process.env.FC_RUNS ?? 300);
const SEED = Number(process.env.FC_SEED ?? 20260101);

/** Shrinking stops here, in milliseconds; so does, without failing, a machine that is too busy for all cases. */
const TIME_LIMIT = 20_000 + 20 * RUNS;

const choices = fc.array(fc.nat(5039), { minLength: 40, maxLength: 120, size: 'max' });

function check(property: (choices: Choices, seed: number) => void, numRuns = RUNS): void {
  const run = (numbers: readonly number[], seed: number) => property(new Choices(numbers), seed);
  fc.assert(fc.property(choices, fc.nat(1_000_000), run), {
    seed: SEED,
    numRuns,
    interruptAfterTimeLimit: TIME_LIMIT,
  });
}

/** Outputs of a folded network against the oracle's of the original; a failure prints the expression. */
function expectSame(net: Network, folded: Network, tolerance: number): void {
  const x = randomSample(net.input, Rng.seeded('sample'));
  const error = relativeError(evaluate(net, x).data, evaluate(folded, x).data);
  expect(error, JSON.stringify([net.layer, net.input])).toBeLessThan(tolerance);
}

describe('random linear expressions', () => {
  it('fold to one conv of the same outputs when asked', () => {
    check((choices, seed) => {
      const frame = randomFrame(choices);
      const net = randomNetwork(randomExpression(choices, frame, 4), frame.input, Rng.seeded(seed));
      const { network, report } = fold(net, { precision: 'float64', allowCostIncrease: true });
      const convolves = [...leaves(trace(net.layer, net.input))].some(({ layer }) => layer.op === 'conv');
      if (convolves) expect(network.layer.op, JSON.stringify(net.layer)).toBe('conv');
      expect(isLeaf(network.layer)).toBe(true);
      expect(infer(network.layer, net.input)).toEqual(infer(net.layer, net.input));
      expect(report.refusals).toEqual([]);
      expectSame(net, network, 1e-10);
      expectSame(net, fold(net, { allowCostIncrease: true }).network, 1e-5);
    });
  });

  it('fold to a fixpoint of the same outputs by default', () => {
    check((choices, seed) => {
      const frame = randomFrame(choices);
      const net = randomNetwork(randomExpression(choices, frame, 4), frame.input, Rng.seeded(seed));
      const { network } = fold(net, { precision: 'float64' });
      expectSame(net, network, 1e-10);
      expectSame(net, fold(net).network, 1e-5);
      const again = fold(network, { precision: 'float64' });
      expect(again.network.layer).toEqual(network.layer);
      expect(again.report.steps).toEqual([]);
    });
  });
});

describe('random networks', () => {
  /** Blocks with relu between, inside and beside their branches. */
  function randomBlocks(choices: Choices): { layer: Layer; input: Shape } {
    const frame = randomFrame(choices);
    const square = { input: frame.output, output: frame.output, stride: [1, 1] } as const;
    const expression = (depth: number) => randomExpression(choices, square, depth);
    const body = chain({ a: expression(1), act: choices.of([relu(), identity()]), b: expression(2) });
    const layer = chain({
      stem: chain([randomExpression(choices, frame, 2), choices.of([relu(), maxPool(1)])]),
      block: sum({ skip: identity(), body, side: expression(1) }),
      norm: batchNorm(),
      head: chain([relu(), conv(3, 1), batchNorm()]),
    });
    return { layer, input: frame.input };
  }

  it('keep their outputs, and have the parameters that their layers ask for', () => {
    check(
      (choices, seed) => {
        const { layer, input } = randomBlocks(choices);
        const net = randomNetwork(layer, input, Rng.seeded(seed));
        const { network } = fold(net, { precision: 'float64' });
        expectSame(net, network, 1e-10);
        const asked = [...parameters(trace(network.layer, input))].map(({ path }) => path);
        expect([...network.params.keys()].sort()).toEqual(asked.sort());
        expect(new Set(asked).size).toBe(asked.length);
      },
      Math.ceil(RUNS / 3),
    );
  });

  it('fold as a RepVGG-like stack in float32', () => {
    const branches = (out: number, stride: number) =>
      sum({
        dense: chain({ conv: conv(out, 3, { stride, groups: 2 }), norm: batchNorm() }),
        point: chain({ conv: conv(out, 1, { stride, groups: 2 }), norm: batchNorm() }),
        ...(stride === 1 ? { skip: batchNorm() } : {}),
      });
    const block = (out: number, stride: number) => chain({ branches: branches(out, stride), act: relu() });
    const layer = chain([block(8, 2), block(8, 1), block(12, 2), block(12, 1), block(12, 1), block(16, 2)]);
    const net = randomNetwork(layer, [17, 16, 4], Rng.seeded('stack'));
    const { network } = fold(net);
    expectSame(net, network, 1e-3);
    const folded = (out: number, stride: number) =>
      chain({ branches: conv(out, 3, { stride, groups: 2, bias: true }), act: relu() });
    expect(network.layer).toEqual(
      chain([folded(8, 2), folded(8, 1), folded(12, 2), folded(12, 1), folded(12, 1), folded(16, 2)]),
    );
  });
});
