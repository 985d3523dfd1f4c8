/** One iteration: whom it moves, and what the papers' additions leave of CycleGAN when they are off. */

import { Rng } from '@refold/core';
import { instantiate } from '@refold/core/apply';
import type { Params } from '@refold/core/layers';
import { Player, type PlayerSpec, softmaxCrossEntropy } from '@refold/core/train';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { activate } from '../../core/test/support/backends.ts';
import { Applied } from '../src/applied.ts';
import type { AdaptationConfig } from '../src/config.ts';
import { ImagePool } from '../src/image-pool.ts';
import { iterate } from '../src/iteration.ts';
import { playersOf } from '../src/players.ts';
import { semanticConsistency } from '../src/semantic-consistency.ts';
import { generatorStep } from '../src/translation.ts';
import { FEATURES, PIXELS, TINY } from './support/tiny.ts';

const CLOCK = { step: 0, stepsPerEpoch: 4, totalSteps: 8 };
const SHAPE = [2, ...TINY.input];

const specsOf = (config: AdaptationConfig) =>
  playersOf(config, { rng: Rng.seeded(config.seed), initial: () => Promise.reject(new Error('nothing is given')) });

const playing = (specs: Readonly<Record<string, PlayerSpec>>) =>
  Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, new Player(spec)]));

/** Random pictures of both domains, and a class for each of the source's. */
function examples() {
  const rng = Rng.seeded('pictures');
  const size = SHAPE.reduce((a, b) => a * b, 1);
  const picture = (): tf.Tensor =>
    tf.tensor(
      Float32Array.from({ length: size }, () => rng.uniform(-1, 1)),
      SHAPE,
    );
  return {
    source: picture(),
    target: picture(),
    labels: tf.cast(tf.oneHot(tf.tensor1d([1, 5], 'int32'), 8), 'float32'),
  };
}

const paramsOf = async (players: Readonly<Record<string, Player>>): Promise<Readonly<Record<string, Params>>> =>
  Object.fromEntries(
    await Promise.all(Object.entries(players).map(async ([name, player]) => [name, (await player.network()).params])),
  );

const WITH_SEMANTIC: AdaptationConfig = {
  ...TINY,
  pixels: { ...PIXELS, semantic: { distance: 'skl', judge: 'dynamic' } },
  features: FEATURES,
};
const skl = semanticConsistency({ kind: 'skl' });
const histories = () => ({ target: new ImagePool(0), source: new ImagePool(0) });

describe('an iteration', () => {
  beforeAll(() => activate('cpu'));

  it('moves generators by the judges’ gradients, and no judge', async () => {
    const players = playing(await specsOf(WITH_SEMANTIC));
    const before = await paramsOf(players);
    const { source, target } = examples();
    const sourceScores = tf.randomUniform([2, 8], -1, 1, 'float32', 1);
    const judge = {
      name: 'semantic',
      loss: skl,
      player: players.classifier!,
      reference: sourceScores,
      weight: 1,
    } as const;
    await generatorStep(players, { source, target }, WITH_SEMANTIC.pixels!, [judge], CLOCK);
    const after = await paramsOf(players);
    for (const still of ['classifier', 'judge', 'targetCritic', 'sourceCritic', 'featureCritic'])
      expect(after[still], still).toEqual(before[still]);
    for (const moved of ['toTarget', 'toSource']) expect(after[moved], moved).not.toEqual(before[moved]);
  });

  it('moves every player but the frozen ones', async () => {
    const players = playing(await specsOf(WITH_SEMANTIC));
    const before = await paramsOf(players);
    const rules = { config: WITH_SEMANTIC, task: softmaxCrossEntropy, semantic: skl, histories: histories() };
    const losses = await iterate(rules, players, examples(), CLOCK, Rng.seeded(0));
    const after = await paramsOf(players);
    expect(Object.keys(losses).sort()).toEqual(
      'alignment cycle featureCritic semantic sourceCritic targetCritic task toSource toTarget'.split(' '),
    );
    for (const name of Object.keys(players)) {
      if (name === 'judge') expect(after[name]).toEqual(before[name]);
      else expect(after[name], name).not.toEqual(before[name]);
    }
  });

  it('is CycleGAN’s where α and the weight of consistency are 0 and no features are aligned', async () => {
    const plain: AdaptationConfig = { ...TINY, pixels: PIXELS };
    const off: AdaptationConfig = {
      ...plain,
      pixels: { ...PIXELS, alpha: 0, semantic: { distance: 'skl', judge: 'static', weight: 0 } },
    };
    const ends = await Promise.all(
      [plain, off].map(async config => {
        const players = playing(await specsOf(config));
        const semantic = config.pixels!.semantic && skl;
        const rules = { config, task: softmaxCrossEntropy, semantic, histories: histories() };
        await iterate(rules, players, examples(), CLOCK, Rng.seeded(0));
        const { judge: _, ...others } = await paramsOf(players);
        return others;
      }),
    );
    expect(ends[1]).toEqual(ends[0]);
  });

  it('adds what CycleGAN and CyCADA may add, each a loss of its own that moves the generators', async () => {
    const after = async (change: Partial<AdaptationConfig>) => {
      const config = { ...TINY, pixels: PIXELS, ...change };
      const players = playing(await specsOf(config));
      const semantic = config.pixels.semantic && softmaxCrossEntropy;
      const rules = { config, task: softmaxCrossEntropy, semantic, histories: histories() };
      const losses = await iterate(rules, players, examples(), CLOCK, Rng.seeded(0));
      return { losses, params: await paramsOf(players) };
    };
    const plain = await after({});
    const same = await after({ pixels: { ...PIXELS, identityWeight: 5 } });
    const taught = await after({ classifier: { ...TINY.classifier, taskWeightOfGenerator: 1 } });
    const labelled = await after({ pixels: { ...PIXELS, semantic: { distance: 'labels', judge: 'dynamic' } } });
    for (const [name, { losses, params }] of Object.entries({ identity: same, translatedTask: taught })) {
      expect(Object.keys(losses), name).toContain(name);
      expect(params.toTarget, name).not.toEqual(plain.params.toTarget);
    }
    // The target's pictures, as the generator of their own look leaves them, are what only the identity loss looks at.
    expect(same.params.toSource).not.toEqual(plain.params.toSource);
    expect(taught.params.toSource).toEqual(plain.params.toSource);
    // The classifier as judge of labels is the same as the task that teaches the generator.
    expect(labelled.losses.semantic).toBe(taught.losses.translatedTask);
    expect(labelled.params.toTarget).toEqual(taught.params.toTarget);
  });

  it('aligns scores as it aligns features', async () => {
    const aligned = async (of: 'features' | 'scores', width: number) => {
      const config: AdaptationConfig = { ...TINY, features: { ...FEATURES, of, width } };
      const players = playing(await specsOf(config));
      const before = await paramsOf(players);
      const rules = { config, task: softmaxCrossEntropy, semantic: undefined, histories: histories() };
      const { alignment } = await iterate(rules, players, examples(), CLOCK, Rng.seeded(0));
      const after = await paramsOf(players);
      expect(after.featureCritic).not.toEqual(before.featureCritic);
      return { alignment, classifier: after.classifier };
    };
    const [features, scores] = [await aligned('features', FEATURES.width), await aligned('scores', 8)];
    expect(scores.alignment).toBeGreaterThan(0);
    expect(scores.classifier).not.toEqual(features.classifier);
  });

  it('gives the generator a semantic gradient that central differences confirm', async () => {
    // The loss of the adapted picture's scores alone, through the classifier: a step of plain descent along its gradient must lower it.
    const spec = (await specsOf(WITH_SEMANTIC)).classifier!;
    const instance = instantiate(spec.network);
    const { source } = examples();
    const scores = tf.randomUniform([2, 8], -2, 2, 'float32', 3);
    const lossAt = async (x: tf.Tensor): Promise<number> => {
      const applied = new Applied(instance, x, { mode: 'inference' });
      const [value] = await skl(applied.output, scores).value.data();
      return value!;
    };
    const applied = new Applied(instance, source, { mode: 'inference', needsInputGrad: true });
    applied.receive(skl(applied.output, scores).gradient);
    const gradient = applied.backToInput();
    const direction = tf.div(gradient, tf.norm(gradient));
    const h = 1e-2;
    const numeric =
      ((await lossAt(tf.add(source, tf.mul(direction, h)))) - (await lossAt(tf.sub(source, tf.mul(direction, h))))) /
      (2 * h);
    const [norm] = await tf.norm(gradient).data();
    expect(norm).toBeGreaterThan(0);
    // Differences of 32-bit losses near 1 over 0.02 are known to about 1e-5; the ReLU's kinks add to that.
    expect(Math.abs(numeric - norm!)).toBeLessThan(0.02 * norm!);
  });
});
