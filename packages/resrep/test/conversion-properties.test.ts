/** Conversion of random networks of everything that ties channels: rows of zeros go and the outputs stay, or it is refused. */
import { RefoldError, Rng } from '@refold/core';
import { relativeError } from '@refold/core/fold';
import type { Layer, Network, Shape } from '@refold/core/layers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Choices } from '../../core/test/support/expressions.ts';
import { INVERTED_INPUT, randomInverted } from '../../core/test/support/inverted.ts';
import { PRUNABLE_INPUT, randomPrunable } from '../../core/test/support/prunable.ts';
import { randomNetwork } from '../../core/test/support/random.ts';
import { evaluate, randomSample } from '../../core/test/support/reference.ts';
import { type CompactorKind, compactorsOf, convert, rowsOf, survivors, withCompactors } from '../src/index.ts';

const RUNS = Number(process.env.FC_RUNS ?? 100);
const SEED = Number(process.env.FC_SEED ?? 20261128);

const choices = fc.array(fc.nat(5039), { minLength: 30, maxLength: 90, size: 'max' });

const errorBetween = (a: Network, b: Network): number => {
  const x = randomSample(a.input, Rng.seeded('sample'));
  return relativeError(evaluate(a, x).data, evaluate(b, x).data);
};

/** With compactors of random numbers, some rows of which are zero, and what stays of each group. */
function forgetful(base: Network, kind: CompactorKind, choices: Choices, rng: Rng) {
  const grown = withCompactors(base, kind);
  const params = new Map(grown.params);
  for (const { parameter } of compactorsOf(base, kind)) {
    const { shape } = params.get(parameter)!;
    const rows = shape.at(-1)!;
    const zero = [...Array(rows).keys()].slice(1).filter(() => choices.below(2) === 0);
    const size = shape.reduce((a, b) => a * b);
    const data = Float64Array.from({ length: size }, (_, i) => (zero.includes(i % rows) ? 0 : rng.normal()));
    params.set(parameter, { shape, data });
  }
  const net = { ...grown, params };
  const rows = rowsOf(net, base, { on: kind === 'matrix' ? 'compactors' : 'factors' });
  return { net, rows, kept: survivors(rows) };
}

/** Every network with compactors in it is what it was; then rows are forgotten and it is converted. Counts what came of them. */
function convertAll(random: (choices: Choices) => Layer, input: Shape) {
  const came = { same: 0, refused: 0, without: 0 };
  const check = (numbers: readonly number[], seed: number, kind: CompactorKind): void => {
    const source = new Choices(numbers);
    const layer = random(source);
    const base = randomNetwork(layer, input, Rng.seeded(seed));
    try {
      expect(errorBetween(base, withCompactors(base, kind)), JSON.stringify(layer)).toBe(0);
    } catch (error) {
      if (!(error instanceof RefoldError)) throw error;
      came.without++;
      return;
    }
    const { net, rows, kept } = forgetful(base, kind, source, Rng.seeded(seed));
    let narrow: Network;
    try {
      narrow = convert(net, rows, kept, { precision: 'float64' });
    } catch (error) {
      expect(error).toBeInstanceOf(RefoldError);
      expect(String(error)).toMatch(/border would differ|no bias stands for that|not all places/);
      came.refused++;
      return;
    }
    expect(errorBetween(net, narrow), JSON.stringify(layer)).toBeLessThan(1e-10);
    came.same++;
  };
  fc.assert(fc.property(choices, fc.nat(1_000_000), fc.constantFrom<CompactorKind>('matrix', 'vector'), check), {
    seed: SEED,
    numRuns: RUNS,
  });
  return came;
}

describe('random networks with compactors', () => {
  it('of pointwise and depthwise layers are converted, whatever the norms hold', () => {
    const { same } = convertAll(randomInverted, INVERTED_INPUT);
    expect(same).toBeGreaterThan(RUNS / 2);
  });

  it('of any kind are converted, or refused', () => {
    const { same } = convertAll(randomPrunable, PRUNABLE_INPUT);
    expect(same).toBeGreaterThan(RUNS / 4);
  });
});
