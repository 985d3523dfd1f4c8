/** What cuts before it trains, and the search for the smallest network that is no worse. */
import { Rng } from '@refold/core';
import { count } from '@refold/core/cost';
import { init } from '@refold/core/init';
import type { Network } from '@refold/core/layers';
import { ConfusionMatrix, type Evaluator } from '@refold/core/train';
import { describe, expect, it } from 'vitest';
import { budgetOf, cutFirst, minimalStructure, type Prunable, placesOf, reductionOf, rowNorms } from '../src/index.ts';
import { INPUT, NETS, trainedNet } from './nets.ts';

const base = trainedNet(NETS['basic blocks']!);
const prepared = (settings: Partial<Parameters<typeof cutFirst>[0]>, net = base): Network =>
  cutFirst({ name: 'cutFirst', by: 'l2', keep: 0.6, ...settings }).prepare!(net, Rng.seeded('method'));
const targets = placesOf(base).map(({ target }) => target);
const widthOf = ({ params }: Network, path: string): number => params.get(`${path}.kernel`)!.shape.at(-1)!;

describe('cutFirst by l2', () => {
  it('keeps the longest filters of all, within the budget and not far below it', () => {
    const narrow = prepared({});
    const { whole, costOf } = budgetOf(base);
    const widths = targets.map(({ path }) => widthOf(narrow, path));
    expect(costOf(widths)).toBeLessThanOrEqual(0.6 * whole);
    const kept: number[] = [];
    const gone: number[] = [];
    for (const { path } of targets) {
      const norms = [...rowNorms(narrow.params.get(`${path}.kernel`)!)];
      for (const norm of rowNorms(base.params.get(`${path}.kernel`)!)) {
        (norms.some(own => Math.abs(own - norm) < 1e-9) ? kept : gone).push(norm);
      }
    }
    expect(kept).toHaveLength(widths.reduce((a, b) => a + b));
    expect(Math.max(...gone)).toBeLessThan(Math.min(...kept));
  });

  it('keeps the values of what stays', () => {
    const path = `${targets[0]!.path}.kernel`;
    const [before, after] = [base, prepared({})].map(({ params }) => [...rowNorms(params.get(path)!)]);
    expect(before).toEqual(expect.arrayContaining(after!));
  });

  it('can fold first, and cuts branches then', () => {
    const net = trainedNet(NETS.RepVGG!);
    const narrow = prepared({ folded: true }, net);
    expect([...narrow.params.keys()].filter(path => /norm|gamma/.test(path))).toEqual([]);
    expect(reductionOf(narrow, net)).toBeGreaterThanOrEqual(0.4);
  });
});

describe('cutFirst, uniform', () => {
  it('halves every target and begins afresh', () => {
    const narrow = prepared({ by: 'uniform', keep: 0.5 });
    expect(targets.map(({ path, group: { size } }) => [size, widthOf(narrow, path)])).toEqual([
      [6, 3],
      [8, 4],
    ]);
    expect(narrow.params).toEqual(init(narrow.layer, INPUT, Rng.seeded('method')));
  });

  it('leaves a channel at least', () => {
    const narrow = prepared({ by: 'uniform', keep: 0.01 });
    expect(targets.map(({ path }) => widthOf(narrow, path))).toEqual([1, 1]);
  });
});

/** An evaluator for which a network is right on every image or on none. */
const evaluatorOf = (right: (net: Network) => boolean): Evaluator => ({
  outputs: async () => new Float32Array(0),
  predictions: async (net, images = 4) => new Int32Array(images).fill(right(net) ? 1 : 0),
  accuracy: predictions => predictions.reduce((sum, one) => sum + one, 0) / predictions.length,
  confusion: () => new ConfusionMatrix(2),
});

it('cutFirst measures the base, the cut network and what was saved', async () => {
  const method = cutFirst({ name: 'cutFirst', by: 'l2', keep: 0.6 });
  const net = prepared({});
  const metrics = await method.measure!(
    { net, base, metrics: { top1: 0.75 }, state: new Map() },
    evaluatorOf(one => one === base),
  );
  const { costOf, whole } = budgetOf(base);
  const macs = costOf(targets.map(({ path }) => widthOf(net, path)));
  expect(metrics).toMatchObject({ top1Base: 1, top1Pruned: 0.75, drop: 0.25, macsPruned: macs });
  expect(metrics.reduction).toBeCloseTo(1 - macs / whole, 12);
});

describe('minimalStructure', () => {
  const norms = [
    [4, 1, 6, 2],
    [3, 5],
  ];
  const rows = norms.map((own, i) => ({ group: `${i}`, norms: own }));
  /** Pretends to cut: a network that remembers what it keeps. */
  const fake = () => {
    const asked: (readonly (readonly number[])[])[] = [];
    const cut: Prunable['cut'] = kept => {
      asked.push(kept);
      return { ...base };
    };
    return { asked, prunable: { net: base, base, rows, cut } };
  };

  it('removes in ascending order of norms, and stops before accuracy falls below the unpruned network’s', async () => {
    const { asked, prunable } = fake();
    const evaluator = evaluatorOf(() => asked.length < 4);
    expect((await minimalStructure(prunable, evaluator, 2)).minimalChannels).toBe(3);
    expect(asked).toEqual([
      [
        [0, 2, 3],
        [0, 1],
      ],
      [
        [0, 2],
        [0, 1],
      ],
      [[0, 2], [1]],
      [[2], [1]],
    ]);
  });

  it('removes nothing where the first removal is too much', async () => {
    const { asked, prunable } = fake();
    const metrics = await minimalStructure(
      prunable,
      evaluatorOf(() => asked.length === 0),
      2,
    );
    expect(metrics).toEqual({ minimalReduction: 0, minimalChannels: 6 });
  });

  it('leaves each target a channel', async () => {
    const { asked, prunable } = fake();
    await minimalStructure(
      prunable,
      evaluatorOf(() => true),
      2,
    );
    expect(asked.at(-1)).toEqual([[2], [1]]);
  });

  it('evaluates on that many images, and measures what was saved', async () => {
    const half = prepared({ keep: 0.5 });
    const seen: (number | undefined)[] = [];
    const evaluator: Evaluator = {
      outputs: async () => new Float32Array(0),
      predictions: async (_, images) => {
        seen.push(images);
        return new Int32Array(1);
      },
      accuracy: () => 1,
      confusion: () => new ConfusionMatrix(2),
    };
    const metrics = await minimalStructure({ net: base, base, rows, cut: () => half }, evaluator, 17);
    expect(new Set(seen)).toEqual(new Set([17]));
    expect(metrics.minimalReduction).toBeCloseTo(reductionOf(half, base), 12);
    expect(count(half.layer, INPUT).total.macs).toBeLessThan(count(base.layer, INPUT).total.macs);
  });
});
