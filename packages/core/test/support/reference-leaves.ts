/** Leaves of the oracle that move, squash or normalise numbers. */
import type {
  Activation,
  InstanceNorm,
  Padding,
  Permute,
  ReflectionPad,
  Shape,
  Size,
  Upsample,
} from '../../src/layers/types.ts';
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
  { eps, affine }: InstanceNorm,
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
      const normal = (value - mean) / Math.sqrt(variance + eps);
      y[p * channels + c] = affine ? get('gamma')[c]! * normal + get('beta')[c]! : normal;
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

/** Place i of an axis reads place |i − before|, turned round once more where that lies past the end. */
export function reflected({ pad: [top, , left] }: ReflectionPad, { shape, data }: Sample, output: Shape): Sample {
  const [h, w, channels] = shape as [number, number, number];
  const source = (place: number, n: number): number => (place < n ? place : 2 * (n - 1) - place);
  const y = new Float64Array(output.reduce((n, m) => n * m, 1));
  for (let i = 0; i < y.length; i++) {
    const [row, column] = [Math.floor(i / channels / output[1]!), Math.floor(i / channels) % output[1]!];
    const [from, at] = [source(Math.abs(row - top), h), source(Math.abs(column - left), w)];
    y[i] = data[(from * w + at) * channels + (i % channels)]!;
  }
  return { shape: output, data: y };
}

/** Each output pixel from the nearest input pixel, or from four by their distance to its centre (corners not aligned). */
export function resized({ method }: Upsample, { shape, data }: Sample, output: Shape): Sample {
  const [from, channels] = [[shape[0]!, shape[1]!], shape[2]!];
  const size = [output[0]!, output[1]!] as const;
  /** Input pixels along an axis with their shares of output pixel i. */
  const sources = (i: number, axis: 0 | 1): readonly (readonly [pixel: number, share: number])[] => {
    const ratio = from[axis]! / size[axis];
    if (method === 'nearest') return [[Math.floor((i * from[axis]!) / size[axis]), 1]];
    const centre = Math.max(0, Math.min(from[axis]! - 1, (i + 0.5) * ratio - 0.5));
    const low = Math.floor(centre);
    return [
      [low, 1 - (centre - low)],
      [Math.min(low + 1, from[axis]! - 1), centre - low],
    ];
  };
  const y = new Float64Array(size[0] * size[1] * channels);
  for (let i = 0; i < y.length; i++) {
    const [row, column] = [Math.floor(i / (size[1] * channels)), Math.floor(i / channels) % size[1]];
    for (const [r, share] of sources(row, 0)) {
      for (const [c, part] of sources(column, 1)) {
        y[i]! += share * part * data[(r * shape[1]! + c) * channels + (i % channels)]!;
      }
    }
  }
  return { shape: output, data: y };
}

interface Pooling {
  readonly size: Size;
  readonly stride: Size;
  readonly pad: Padding;
}

/** `reduce` gets the numbers of each window that lie on the map. */
export function pooled(
  { size, stride, pad }: Pooling,
  x: Sample,
  shape: Shape,
  reduce: (window: readonly number[]) => number,
): Sample {
  const [h, w, channels] = x.shape as [number, number, number];
  const [height, width] = shape as [number, number];
  const y = { shape, data: new Float64Array(shape.reduce((n, m) => n * m, 1)) };
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      for (let c = 0; c < channels; c++) {
        const window: number[] = [];
        for (let u = 0; u < size[0]; u++) {
          for (let v = 0; v < size[1]; v++) {
            const [yIn, xIn] = [row * stride[0] + u - pad[0], column * stride[1] + v - pad[2]];
            if (yIn >= 0 && yIn < h && xIn >= 0 && xIn < w) window.push(x.data[(yIn * w + xIn) * channels + c]!);
          }
        }
        y.data[(row * width + column) * channels + c] = reduce(window);
      }
    }
  }
  return y;
}
