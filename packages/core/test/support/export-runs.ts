/** Networks that every graph format must carry, as suites that run an exported one and compare it with our own evaluation. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fold } from '../../src/fold/fold.ts';
import { relativeError } from '../../src/fold/verify.ts';
import { network } from '../../src/init/init.ts';
import { evaluateOnce } from '../../src/layers/apply.ts';
import type { Network } from '../../src/layers/types.ts';
import { type NdArray, ndarray } from '../../src/ndarray.ts';
import { channelGroups, keepChannels } from '../../src/prune/index.ts';
import { Rng } from '../../src/rng.ts';
import { modelNamed, models } from '../../src/zoo/index.ts';
import { EXPORT_CASES } from './exported.ts';
import { Choices, randomExpression, randomFrame } from './expressions.ts';
import { SMALL_NETS } from './nets.ts';
import { PRUNABLE_INPUT, randomPrunable } from './prunable.ts';
import { randomNetwork } from './random.ts';

/** Exports a network and runs it there on a batch, ours in and out. */
export type RunExported = (net: Network, batch: NdArray) => Promise<NdArray>;

/** Both sides round to float32, 6e-8 each time; a few layers add up to less than this. */
const TOLERANCE = 1e-5;
/** An instance norm of a map that hardly varies divides roundings by √ε: 316 times 6e-8, in each of a random network's. */
const RANDOM_TOLERANCE = 1e-4;
/** Cases of each property; FC_RUNS=5000 for a long night. */
const RUNS = Number(process.env.FC_RUNS ?? 30);
/** For a machine that is too busy for all cases, in milliseconds: it stops there, without failing. */
const TIME_LIMIT = 20_000 + 40 * RUNS;
const SEED = Number(process.env.FC_SEED ?? 20261130);
/** Of the zoo: one of every kind of block, small enough for a test. */
const ZOO = ['lenet-300-100', 'lenet-5', 'resnet-20-cifar', 'resnet-20-cifar-projection', 'plain-cifar-tiny'];

const choices = fc.array(fc.nat(5039), { minLength: 40, maxLength: 120, size: 'max' });

/** Tests of every operator by itself, random networks, pruned ones, and some of the zoo, trained and folded. */
export function itExports(run: RunExported): void {
  async function expectSame(net: Network, samples: number, tolerance = TOLERANCE): Promise<void> {
    const rng = Rng.seeded('exported batch');
    const batch = ndarray([samples, ...net.input], () => rng.normal());
    const [actual, expected] = [await run(net, batch), await evaluateOnce(net, batch)];
    expect(actual.shape).toEqual(expected.shape);
    const what = () => JSON.stringify([net.layer, net.input]);
    expect(relativeError(expected.data, actual.data), what()).toBeLessThan(tolerance);
  }

  it.each(EXPORT_CASES)('%s', async (_, layer, input) => {
    const net = randomNetwork(layer, input, Rng.seeded('exported'));
    await expectSame(net, 3);
    await expectSame(net, 1);
  });

  const property = (make: (choices: Choices, seed: number) => Network): Promise<void> =>
    fc.assert(
      fc.asyncProperty(choices, fc.nat(1_000_000), (numbers, seed) =>
        expectSame(make(new Choices(numbers), seed), 2, RANDOM_TOLERANCE),
      ),
      { seed: SEED, numRuns: RUNS, interruptAfterTimeLimit: TIME_LIMIT },
    );

  it(
    'random linear expressions',
    () =>
      property((choices, seed) => {
        const frame = randomFrame(choices);
        return randomNetwork(randomExpression(choices, frame, 3), frame.input, Rng.seeded(seed));
      }),
    2 * TIME_LIMIT,
  );

  it(
    'random networks, as they are and pruned',
    () =>
      property((choices, seed) => {
        const net = randomNetwork(randomPrunable(choices), PRUNABLE_INPUT, Rng.seeded(seed));
        if (choices.below(2) === 0) return net;
        const groups = channelGroups(net.layer, net.input).filter(({ fixed, size }) => fixed === undefined && size > 1);
        const kept = groups.map(({ name, size }) => [name, [...Array(size).keys()].slice(1 + choices.below(size - 1))]);
        return { ...net, ...keepChannels(net, Object.fromEntries(kept)) };
      }),
    2 * TIME_LIMIT,
  );

  it.each(Object.entries(SMALL_NETS))('%s, trained and folded', async (_, layer) => {
    const net = randomNetwork(layer, [12, 12, 3], Rng.seeded('small'));
    await expectSame(net, 2);
    await expectSame(fold(net).network, 2);
  });

  it.each(ZOO)('%s', async name => {
    const { build, input } = modelNamed(models, name);
    await expectSame(network(build(), input, Rng.seeded(name)), 2);
  });
}
