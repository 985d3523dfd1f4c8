/** The methods as data, the players that they need, and the sizes of networks. */

import { Rng } from '@refold/core';
import { count } from '@refold/core/cost';
import { MIKELS } from '@refold/core/data';
import { baseRuns, configHash, type TrainConfig } from '@refold/core/train';
import { refiner } from '@refold/core/zoo';
import { describe, expect, it } from 'vitest';
import { FEATURE_COIN } from '../src/feature-alignment.ts';
import { GameLosses } from '../src/game-losses.ts';
import { METHODS, methodRun, type Setup } from '../src/methods.ts';
import { models } from '../src/models.ts';
import { featureDiscriminator } from '../src/networks.ts';
import { playersOf } from '../src/players.ts';
import { recallMetrics } from '../src/recall.ts';
import { wheelDistances } from '../src/wheel.ts';
import { PIXELS, TINY } from './support/tiny.ts';

const { source, target, test, input, batchSize, classifier } = TINY;
const sourceOnly = { layer: classifier.layer, epochs: 1, seed: 0 } as TrainConfig;
const SETUP: Setup = {
  source,
  target,
  test,
  input,
  batchSize,
  epochs: 4,
  seed: 0,
  generator: PIXELS.generator,
  refiner: refiner({ width: 2, blocks: 1 }),
  critic: PIXELS.critic,
  lr: 1e-3,
  classifier: classifier.layer,
  classifierLr: 1e-3,
  featureWidth: 4,
  featureLr: 1e-3,
  sourceOnly,
};

const learningOf = async (name: keyof typeof METHODS) => {
  const config = methodRun(METHODS[name], SETUP);
  const params = new Map();
  const players = await playersOf(config, { rng: Rng.seeded(0), initial: async () => params });
  const names = Object.entries(players).map(([player, { optimizer }]) => (optimizer ? player : `(${player})`));
  return { config, players: names.join(' ') };
};

describe('the methods', () => {
  it.each([
    ['ADDA', 'classifier (judge) featureCritic'],
    ['SimGAN', 'classifier (toTarget) (judge)'],
    ['CycleGAN', 'classifier (toTarget) (toSource) (judge)'],
    ['EmotionGAN', 'classifier toTarget targetCritic (judge)'],
    ['CycleEmotionGAN', 'classifier toTarget toSource targetCritic sourceCritic (judge)'],
    ['CycleEmotionGAN++', 'classifier toTarget toSource targetCritic sourceCritic (judge) featureCritic'],
  ] as const)('%s has these players, the frozen ones in brackets', async (name, players) => {
    expect((await learningOf(name)).players).toBe(players);
  });

  it('of two stages begin with a run of generators and discriminators alone', async () => {
    const { config } = await learningOf('CycleGAN');
    const hashes = new Set(baseRuns(config).map(configHash));
    expect(hashes.size).toBe(2); // the source classifier, and the first stage for both generators
    const first = baseRuns(config).find(({ task }) => task === 'adaptation')!;
    expect(first).toMatchObject({ classifier: { taskWeight: 0 }, pixels: { directions: 'both' } });
    expect(first).not.toHaveProperty('pixels.frozen');
  });
});

it('SimGAN refines, the others translate', async () => {
  for (const [name, method] of Object.entries(METHODS)) {
    const { pixels } = methodRun(method, SETUP);
    if (pixels !== undefined) expect(pixels.generator, name).toBe(name === 'SimGAN' ? SETUP.refiner : SETUP.generator);
  }
});

describe('networks', () => {
  it('have as many parameters as published', () => {
    const params = (name: keyof typeof models) => count(models[name]!.build(), models[name]!.input).total.params;
    expect(params('cyclegan-generator')).toBe(11_378_179);
    expect(params('cyclegan-generator-6')).toBe(7_837_699);
    expect(params('cyclegan-discriminator')).toBe(2_764_737);
  });

  it('tell features apart by two hidden layers of 500', () => {
    // 64·500 + 500, 500·500 + 500, 500 + 1
    expect(count(featureDiscriminator(), [64]).total.params).toBe(32_500 + 250_500 + 501);
  });
});

describe('the wheel', () => {
  it('gives distances in the order of the classes, of which each row sums to 24', () => {
    const distances = wheelDistances(MIKELS);
    for (const [i, row] of distances.entries()) {
      expect(row[i]).toBe(1);
      // 1 + 2·(2 + 3 + 4) + 5
      expect(row.reduce((sum, distance) => sum + distance, 0)).toBe(24);
    }
  });

  it('has no joy', () => {
    expect(() => wheelDistances(['joy', 'fear'])).toThrow(/has no 'joy'.*'skl'/);
  });
});

describe('recall', () => {
  it('is named by class, and 0 where none occurs', () => {
    expect(recallMetrics(['a', 'b'], [0.25, Number.NaN])).toEqual({ 'recall/a': 0.25, 'recall/b': 0 });
  });
});

describe('the losses of games', () => {
  const game = { name: 'features', discriminator: 'critic', generator: 'alignment', coin: FEATURE_COIN };
  const clock = (step: number) => ({ step, stepsPerEpoch: 25, totalSteps: 75 });
  /** An epoch in which the discriminator tosses a coin, or not. */
  const play = (losses: GameLosses, epoch: number, isCoin: boolean): void => {
    for (let i = 0; i < 25; i++) {
      const critic = isCoin ? FEATURE_COIN : 0.5 + 0.02 * i;
      losses.add({ critic, alignment: 0.5 + 0.01 * i, task: 1 }, clock(25 * epoch + i));
    }
  };

  it('tell of a standstill in any epoch, and of none where there was none', () => {
    const lively = new GameLosses([game]);
    play(lively, 0, false);
    play(lively, 1, false);
    expect(lively.hasCollapsed).toBe(false);
    const coin = new GameLosses([game]);
    play(coin, 0, true);
    expect(coin.hasCollapsed).toBe(true);
    expect(coin.reports[0]!.note).toMatch(/coin/);
    play(coin, 1, false);
    expect(coin.reports[0]!.collapsed).toBe(0);
    expect(coin.notes).toEqual([]);
    expect(coin.hasCollapsed).toBe(true);
  });

  it('come back from what was saved', () => {
    const [one, other] = [new GameLosses([game]), new GameLosses([game])];
    play(one, 0, true);
    other.load(one.save());
    expect(other.hasCollapsed).toBe(true);
    play(other, 1, false);
    expect(other.hasCollapsed).toBe(true);
  });
});
