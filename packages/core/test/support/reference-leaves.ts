/** Leaves of the oracle that move, squash or normalise numbers. */
import type { Activation, InstanceNorm, Permute } from '../../src/layers/types.ts';
import type { Sample } from './reference.ts';

const FUNCTIONS: Partial<Record<Activation['fn'], (value: number) => number>> = {
  relu: value => Math.max(0, value),
  sigmoid: value => 1 / (1 + Math.exp(-value)),
  tanh: Math.tanh,
};

export function activated({ fn, slope = 0.01 }: Activation, { shape, data }: Sample): Sample {
  const f = fn === 'leakyRelu' ? (value: number) => (value > 0 ? value : slope * value) : FUNCTIONS[fn];
  if (f === undefined) throw new Error(`the oracle has no ${fn}`);
  return { shape, data: data.map(value => f(value)) };
}

export function instanceNormed(
  { eps }: InstanceNorm,
  { shape, data }: Sample,
  get: (name: string) => ArrayLike<number>,
): Sample {
  const channels = shape[2]!;
  const positions = data.length / channels;
  const y = data.slice();
  for (let c = 0; c < channels; c++) {
    const own = Array.from({ length: positions }, (_, p) => data[p * channels + c]!);
    const mean = own.reduce((a, b) => a + b, 0) / positions;
    const variance = own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / positions;
    own.forEach((value, p) => {
      y[p * channels + c] = (get('gamma')[c]! * (value - mean)) / Math.sqrt(variance + eps) + get('beta')[c]!;
    });
  }
  return { shape, data: y };
}

/** Output axis i is input axis order[i]; three axes. */
export function permuted({ order }: Permute, { shape, data }: Sample): Sample {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const [a, b, c] = order.map(axis => shape[axis]!) as [number, number, number];
  const [p, q, r] = order.map(axis => strides[axis]!) as [number, number, number];
  const y = new Float64Array(data.length);
  for (let i = 0; i < y.length; i++) {
    y[i] = data[Math.floor(i / (b * c)) * p + (Math.floor(i / c) % b) * q + (i % c) * r]!;
  }
  return { shape: [a, b, c], data: y };
}

/** The nearest pixel, of a map enlarged by whole factors. */
export function enlarged(
  { shape, data }: Sample,
  [height, width, channels]: readonly [number, number, number],
): Sample {
  const [rows, columns] = [height / shape[0]!, width / shape[1]!];
  const y = new Float64Array(height * width * channels);
  for (let i = 0; i < y.length; i++) {
    const [row, column] = [Math.floor(i / (width * channels)), Math.floor(i / channels) % width];
    y[i] = data[(Math.floor(row / rows) * shape[1]! + Math.floor(column / columns)) * channels + (i % channels)]!;
  }
  return { shape: [height, width, channels], data: y };
}
