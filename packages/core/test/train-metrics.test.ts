/** Metrics by hand, for each kind of label. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { LabelKind, Labels } from '../src/data/index.ts';
import { metricsFor } from '../src/train/index.ts';
import { activate } from './support/backends.ts';

beforeAll(() => activate('cpu'));

/** Metrics of outputs, given in two batches. */
async function metricsOf(
  labelKind: LabelKind,
  outputs: readonly number[][],
  labelsOf: (from: number, to: number) => Labels,
) {
  const accumulator = metricsFor(labelKind);
  for (const [from, to] of [[0, 1] as const, [1, outputs.length] as const]) {
    const output = tf.tensor2d(outputs.slice(from, to));
    await accumulator.add(output, labelsOf(from, to));
    output.dispose();
  }
  return accumulator.metrics();
}

describe('of distributions', () => {
  const labelKind: LabelKind = { kind: 'distribution', classes: ['a', 'b'] };
  const of = (rows: readonly number[][], outputs: readonly number[][]) =>
    metricsOf(labelKind, outputs, (from, to) => ({
      kind: 'distribution',
      values: Float32Array.from(rows.slice(from, to).flat()),
      width: 2,
    }));

  it('are at their best for a prediction that is the label', async () => {
    const logits = [
      [Math.log(0.25), Math.log(0.75)],
      [Math.log(0.5), Math.log(0.5)],
    ];
    const metrics = await of(
      [
        [0.25, 0.75],
        [0.5, 0.5],
      ],
      logits,
    );
    for (const distance of ['kl', 'chebyshev', 'clark', 'canberra', 'ssd']) expect(metrics[distance]).toBeCloseTo(0, 6);
    for (const similarity of ['cosine', 'intersection', 'bhattacharyya', 'top1'])
      expect(metrics[similarity]).toBeCloseTo(1, 6);
  });

  it('have the values that their definitions give, zeros among the shares', async () => {
    const metrics = await of(
      [
        [1, 0],
        [1, 0],
      ],
      [
        [0, 0],
        [0, 0],
      ],
    );
    expect(metrics.kl).toBeCloseTo(Math.log(2), 6);
    expect(metrics.chebyshev).toBeCloseTo(0.5, 6);
    expect(metrics.clark).toBeCloseTo(Math.sqrt((0.5 / 1.5) ** 2 + 1), 6);
    expect(metrics.canberra).toBeCloseTo(0.5 / 1.5 + 1, 6);
    expect(metrics.ssd).toBeCloseTo(0.5, 6);
    expect(metrics.cosine).toBeCloseTo(Math.SQRT1_2, 6);
    expect(metrics.bhattacharyya).toBeCloseTo(Math.SQRT1_2, 6);
    expect(metrics.intersection).toBeCloseTo(0.5, 6);
    expect(metrics.top1).toBe(1);
  });

  it('stay finite for logits that are far apart', async () => {
    const metrics = await of(
      [
        [1, 0],
        [1, 0],
      ],
      [
        [-900, 900],
        [900, -900],
      ],
    );
    expect(metrics.kl).toBeCloseTo(900, 6);
    expect(metrics.top1).toBe(0.5);
  });
});

describe('of dimensions', () => {
  const dimensions = [
    { name: 'valence', range: [1, 9], neutral: 5 },
    { name: 'arousal', range: [1, 9], neutral: 5 },
  ] as const;
  const of = (rows: readonly number[][], outputs: readonly number[][]) =>
    metricsOf({ kind: 'dimensions', dimensions }, outputs, (from, to) => ({
      kind: 'dimensions',
      values: Float32Array.from(rows.slice(from, to).flat()),
      width: 2,
    }));

  it('are each of every dimension, and averaged', async () => {
    const metrics = await of(
      [
        [2, 4],
        [6, 5],
        [7, 9],
      ],
      [
        [2, 6],
        [4, 7],
        [7, 9],
      ],
    );
    expect(metrics['mse/valence']).toBeCloseTo(4 / 3, 12);
    expect(metrics['mse/arousal']).toBeCloseTo(8 / 3, 12);
    expect(metrics.mse).toBeCloseTo(2, 12);
    expect(metrics['r2/valence']).toBeCloseTo(1 - 4 / 14, 12);
    expect(metrics['r2/arousal']).toBeCloseTo(1 - 8 / 14, 12);
    // Valence: 6 is called 4. Arousal: 4 is called 6, and of 5 nothing is asked.
    expect(metrics['signErrors/valence']).toBeCloseTo(1 / 3, 12);
    expect(metrics['signErrors/arousal']).toBeCloseTo(1 / 2, 12);
  });

  it('leave out what is not defined: R² of equal labels, sign errors of neutral ones', async () => {
    const metrics = await of(
      [
        [5, 1],
        [5, 3],
      ],
      [
        [5, 1],
        [6, 3],
      ],
    );
    expect(Object.keys(metrics).sort()).toEqual(
      ['mse', 'mse/arousal', 'mse/valence', 'r2', 'r2/arousal', 'signErrors', 'signErrors/arousal'].sort(),
    );
    expect(metrics.r2).toBe(1);
  });
});

it('there are none without labels', async () => {
  expect(await metricsOf({ kind: 'none' }, [[1], [2]], () => ({ kind: 'none' }))).toEqual({});
});

it('of classes: the share that ranks first and, of more than five, among five', async () => {
  const classes = ['a', 'b', 'c', 'd', 'e', 'f'];
  const falling = [6, 5, 4, 3, 2, 1];
  const labels = [0, 5, 4];
  const metrics = await metricsOf({ kind: 'class', classes }, [falling, falling, falling], (from, to) => ({
    kind: 'class',
    values: Int32Array.from(labels.slice(from, to)),
  }));
  expect(metrics).toEqual({ top1: 1 / 3, top5: 2 / 3 });
});
