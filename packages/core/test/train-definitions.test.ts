/** What is known of a configuration without making its task. */
import { describe, expect, it } from 'vitest';
import { linear } from '../src/layers/build.ts';
import { baseRuns, type TaskDefinition, type TrainConfig, taskDefinition } from '../src/train/index.ts';

const config: TrainConfig = {
  layer: linear(3, { bias: false }),
  input: [2],
  data: { train: { name: 'cifar10', split: 'train' }, test: { name: 'mnist', split: 'test' } },
  optimizer: { kind: 'sgd', lr: { kind: 'constant', value: 1 } },
  epochs: 4,
  batchSize: 8,
  seed: 0,
};

describe('supervised learning', () => {
  it.each<[string, TrainConfig['data']['train'], number]>([
    ['a whole dataset', { name: 'cifar10', split: 'train' }, 50_000],
    ['some of each class', { name: 'cifar100', split: 'train', perClass: 20 }, 2_000],
    ['generated images', { name: 'generated', split: 'train', size: 32 }, 32],
  ])('is as much work as the multiply-adds of all epochs: %s', (_, train, images) => {
    const on = { ...config, data: { ...config.data, train } };
    expect(taskDefinition(on, {}).estimateMacs(on)).toBe(6 * 4 * images);
  });

  it('reads its training and its test data', () => {
    expect(taskDefinition(config, {}).datasets(config)).toEqual([config.data.train, config.data.test]);
  });
});

describe('a task by name', () => {
  const game = { task: 'game', epochs: 1, seed: 0 };
  const definition = { estimateMacs: () => 7 } as unknown as TaskDefinition;

  it('is the one that is registered', () => {
    expect(taskDefinition(game, { tasks: { game: definition } }).estimateMacs(game)).toBe(7);
  });

  it('is refused where nobody registered it, with the near names', () => {
    expect(() => taskDefinition(game, {})).toThrow("unknown task 'game'. Available: none.");
    expect(() => taskDefinition(game, { tasks: { games: definition } })).toThrow('Did you mean games?');
  });

  it('begins with the runs that its players name, a supervised one with its own', () => {
    const initials = { a: { training: config }, b: { weights: 'resnet-20-cifar10' } };
    expect(baseRuns({ ...game, initials })).toEqual([config]);
    expect(baseRuns({ ...config, initial: { training: { ...config, seed: 1 } } })).toEqual([{ ...config, seed: 1 }]);
    expect(baseRuns(config)).toEqual([]);
  });
});
