/** Padding by a value, by values per channel, and by mirroring. */
import type { MirrorPadAttrs, PadV2Attrs, TensorInfo } from '@tensorflow/tfjs-core';
import { backend, kernel, someNumbers } from '../kernel.ts';
import { dense, fill, move, part, type View } from './layout.ts';

/** For each axis, elements before and behind. */
type Paddings = readonly (readonly [number, number])[];

const padded = (x: TensorInfo, paddings: Paddings): TensorInfo =>
  backend.output(
    x.shape.map((n, axis) => paddings[axis]![0] + n + paddings[axis]![1]),
    x.dtype,
  );

/** x with a border of this value; without a border, x itself, not copied. */
export const pad = (x: TensorInfo, paddings: Paddings, value: number): TensorInfo =>
  bordered(x, paddings, (y, slab) => fill(y, slab, value));

/** x with a border in which every element is its channel's value: values [c] for x [..., c]. */
export const padWith = (x: TensorInfo, paddings: Paddings, values: TensorInfo): TensorInfo =>
  bordered(x, paddings, (y, slab) => move(values, repeated(values.shape[0]!, slab.shape), y, slab));

/** A vector along the last axis, the same at every place. */
const repeated = (channels: number, shape: readonly number[]): View => ({
  shape: shape.with(-1, channels),
  strides: shape.map((_, axis) => (axis === shape.length - 1 ? 1 : 0)),
  offset: 0,
});

function bordered(x: TensorInfo, paddings: Paddings, paint: (y: TensorInfo, slab: View) => void): TensorInfo {
  if (paddings.every(([before, behind]) => before === 0 && behind === 0)) return backend.share(x);
  const y = padded(x, paddings);
  const whole = dense(y.shape);
  const begin = paddings.map(([before]) => before);
  move(x, dense(x.shape), y, part(whole, begin, x.shape));
  // The two slabs of an axis lie within the middle of the axes before it and span those after: no element is written twice.
  for (const [axis, [before, behind]] of paddings.entries()) {
    const corner = begin.map((index, other) => (other < axis ? index : 0));
    const shape = y.shape.map((n, other) => (other < axis ? x.shape[other]! : n));
    const slabs = [
      part(whole, corner, shape.with(axis, before)),
      part(whole, corner.with(axis, y.shape[axis]! - behind), shape.with(axis, behind)),
    ];
    for (const slab of slabs) if (slab.shape[axis]! > 0) paint(y, slab);
  }
  return y;
}

kernel<{ x: TensorInfo }, PadV2Attrs>('PadV2', ({ x }, { paddings, constantValue }) => pad(x, paddings, constantValue));

/** A stretch of an axis: where it begins in the output, its length, where it begins in x, and the step there. */
interface Stretch {
  readonly to: number;
  readonly length: number;
  readonly from: number;
  readonly step: 1 | -1;
}

/** An axis of n elements between its mirror images; `edge` is 1 where the outermost element is mirrored too, else 0. */
const stretches = (n: number, [before, behind]: readonly [number, number], edge: 0 | 1): readonly Stretch[] =>
  [
    { to: 0, length: before, from: before - edge, step: -1 } as const,
    { to: before, length: n, from: 0, step: 1 } as const,
    { to: before + n, length: behind, from: n - 2 + edge, step: -1 } as const,
  ].filter(({ length }) => length > 0);

kernel<{ x: TensorInfo }, MirrorPadAttrs>(
  'MirrorPad',
  ({ x }, { paddings, mode }) => {
    const y = padded(x, paddings);
    const axes = x.shape.map((n, axis) => stretches(n, paddings[axis]!, mode === 'symmetric' ? 1 : 0));
    const parts = axes.reduce<Stretch[][]>(
      (all, choices) => all.flatMap(before => choices.map(choice => [...before, choice])),
      [[]],
    );
    for (const stretch of parts) {
      const shape = stretch.map(({ length }) => length);
      const [from, to] = [stretch.map(s => s.from), stretch.map(s => s.to)];
      const steps = stretch.map(({ step }) => step);
      move(x, part(dense(x.shape), from, shape, steps), y, part(dense(y.shape), to, shape));
    }
    return y;
  },
  someNumbers,
);
