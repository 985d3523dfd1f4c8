/**
 * The oracle: an interpreter of the layer algebra at inference, one sample at a time, in float64 and plain loops. It
 * is slow and shares nothing with the code under test but shape inference.
 */
import { infer, isLeaf, join } from '../../src/layers/shapes.ts';
import type {
  Conv,
  Layer,
  Leaf,
  Network,
  Padding,
  Params,
  Shape,
  Size,
  SpatialLinear,
  Tiles,
} from '../../src/layers/types.ts';
import type { Rng } from '../../src/rng.ts';
import { activated, instanceNormed, permuted, pooled, reflected, resized } from './reference-leaves.ts';

/** One sample: numbers in NHWC order. */
export interface Sample {
  readonly shape: Shape;
  readonly data: Float64Array;
}

const zeros = (shape: Shape): Sample => ({ shape, data: new Float64Array(shape.reduce((n, m) => n * m, 1)) });

/** A sample of standard normal numbers. */
export function randomSample(shape: Shape, rng: Rng): Sample {
  const sample = zeros(shape);
  return { shape, data: sample.data.map(() => rng.normal()) };
}

/** Output of a network for one sample. */
export const evaluate = (net: Network, x: Sample): Sample => run(net.layer, x, '', net.params);

function run(layer: Layer, x: Sample, path: string, params: Params): Sample {
  if (isLeaf(layer)) return runLeaf(layer, x, name => params.get(join(path, name))!.data);
  if (layer.op === 'tap') return x;
  if (layer.op === 'chain') {
    return layer.children.reduce((y, [name, child]) => run(child, y, join(path, name), params), x);
  }
  if (layer.op === 'tiles') return runTiles(layer, x, tile => run(layer.body, tile, join(path, 'body'), params));
  const outputs = layer.children.map(([name, child]) => run(child, x, join(path, name), params));
  if (layer.op === 'concat') return concatenated(outputs);
  return outputs.reduce(layer.op === 'sum' ? pairwise((a, b) => a + b) : pairwise((a, b) => a * b));
}

/** Each tile by itself, number by number. */
function runTiles({ size }: Tiles, x: Sample, body: (tile: Sample) => Sample): Sample {
  const counts = size.map((side, axis) => x.shape[axis]! / side);
  const at = ({ shape }: Pick<Sample, 'shape'>, [row, column, channel]: readonly number[]) =>
    (row! * shape[1]! + column!) * shape[2]! + channel!;
  let y: Sample | undefined;
  for (const tile of indices(counts)) {
    const part = zeros(size);
    const place = (index: readonly number[], of: Shape) => index.map((i, axis) => tile[axis]! * of[axis]! + i);
    for (const index of indices(size)) part.data[at(part, index)] = x.data[at(x, place(index, size))]!;
    const result = body(part);
    y ??= zeros(result.shape.map((side, axis) => side * counts[axis]!));
    for (const index of indices(result.shape))
      y.data[at(y, place(index, result.shape))] = result.data[at(result, index)]!;
  }
  return y!;
}

/** Every index of a map of that shape. */
function* indices([height, width, channels]: Shape): Generator<readonly number[]> {
  for (let row = 0; row < height!; row++) {
    for (let column = 0; column < width!; column++) {
      for (let channel = 0; channel < channels!; channel++) yield [row, column, channel];
    }
  }
}

const pairwise =
  (combine: (a: number, b: number) => number) =>
  (a: Sample, b: Sample): Sample => {
    const channels = Math.max(a.shape.at(-1)!, b.shape.at(-1)!);
    const places = Math.max(placesOf(a), placesOf(b));
    const shape = [...(placesOf(a) === places ? a : b).shape.slice(0, -1), channels];
    const data = Float64Array.from({ length: places * channels }, (_, i) => {
      const [place, channel] = [Math.floor(i / channels), i % channels];
      return combine(valueAt(a, place, channel), valueAt(b, place, channel));
    });
    return { shape, data };
  };

const placesOf = ({ shape, data }: Sample): number => data.length / shape.at(-1)!;

/** The number at a place and channel; one place stands for all, and so does one channel. */
function valueAt(x: Sample, place: number, channel: number): number {
  const channels = x.shape.at(-1)!;
  return x.data[(place % placesOf(x)) * channels + (channel % channels)]!;
}

function concatenated(parts: readonly Sample[]): Sample {
  const channels = parts.map(part => part.shape.at(-1)!);
  const places = Math.max(...parts.map(placesOf));
  const map = parts.find(part => placesOf(part) === places)!;
  const y = zeros([...map.shape.slice(0, -1), channels.reduce((a, b) => a + b)]);
  let to = 0;
  for (let place = 0; place < places; place++) {
    for (const [n, part] of parts.entries()) {
      for (let c = 0; c < channels[n]!; c++) y.data[to++] = valueAt(part, place, c);
    }
  }
  return y;
}

type Get = (name: string) => ArrayLike<number>;

function runLeaf(leaf: Leaf, x: Sample, get: Get): Sample {
  const shape = infer(leaf, x.shape);
  switch (leaf.op) {
    case 'conv':
      return convolve(leaf, x, shape, get);
    case 'convTranspose':
      return transposed(leaf, x, shape, get);
    case 'linear': {
      const y = zeros(shape);
      for (let o = 0; o < leaf.out; o++) {
        y.data[o] = leaf.bias ? get('bias')[o]! : 0;
        for (let i = 0; i < x.data.length; i++) y.data[o]! += x.data[i]! * get('kernel')[i * leaf.out + o]!;
      }
      return y;
    }
    case 'spatialLinear':
      return multiplyGrid(leaf, x, get);
    case 'batchNorm': {
      const channels = x.shape.at(-1)!;
      const norm = (value: number, c: number) =>
        (get('gamma')[c]! * (value - get('mean')[c]!)) / Math.sqrt(get('variance')[c]! + leaf.eps) + get('beta')[c]!;
      const y = { shape: x.shape, data: x.data.map((value, i) => norm(value, i % channels)) };
      return leaf.border ? padded(y, leaf.border, c => norm(0, c)) : y;
    }
    case 'scale':
      return { shape, data: x.data.map((value, i) => value * get('factor')[i % get('factor').length]!) };
    case 'affine':
      return { shape, data: x.data.map(value => leaf.factor * value + leaf.offset) };
    case 'pad':
      return padded(x, leaf.pad, () => 0);
    case 'avgPool':
      return pooled(
        leaf,
        x,
        shape,
        window => window.reduce((a, b) => a + b, 0) / (leaf.countPad ? leaf.size[0] * leaf.size[1] : window.length),
      );
    case 'maxPool':
      return pooled(leaf, x, shape, window => Math.max(...window));
    case 'globalAvgPool': {
      const [h, w] = x.shape as [number, number];
      return pooled(
        { size: [h, w], stride: [1, 1], pad: [0, 0, 0, 0] },
        x,
        shape,
        window => window.reduce((a, b) => a + b) / (h * w),
      );
    }
    case 'activation':
      return activated(leaf, x);
    case 'instanceNorm':
      return instanceNormed(leaf, x, get);
    case 'permute':
      return permuted(leaf, x);
    case 'slice': {
      const length = shape.at(-1)!;
      const places = placesOf(x);
      const data = Float64Array.from({ length: places * length }, (_, i) =>
        valueAt(x, Math.floor(i / length), leaf.from + (i % length)),
      );
      return { shape, data };
    }
    case 'upsample':
      return resized(leaf, x, shape);
    case 'quantize': {
      const { scale, zero } = leaf;
      const byte = (value: number): number => Math.min(Math.max(nearestEven(value / scale) + zero, 0), 255);
      return { shape, data: x.data.map(value => (byte(value) - zero) * scale) };
    }
    case 'reflectionPad':
      return reflected(leaf, x, shape);
    case 'identity':
    case 'dropout':
    case 'flatten':
    case 'reshape':
      return { shape, data: x.data };
    default:
      throw new Error(`the oracle has no ${leaf.op}`);
  }
}

function convolve(leaf: Conv, x: Sample, shape: Shape, get: Get): Sample {
  const [h, w, channels] = x.shape as [number, number, number];
  const [height, width, out] = shape as [number, number, number];
  const [kernel, perGroup, filters] = [normalised(leaf, get('kernel')), channels / leaf.groups, out / leaf.groups];
  const y = zeros(shape);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      for (let o = 0; o < out; o++) {
        let sum = leaf.bias ? get('bias')[o]! : 0;
        for (let u = 0; u < leaf.kernel[0]; u++) {
          for (let v = 0; v < leaf.kernel[1]; v++) {
            const yIn = row * leaf.stride[0] + u * leaf.dilation[0] - leaf.pad[0];
            const xIn = column * leaf.stride[1] + v * leaf.dilation[1] - leaf.pad[2];
            if (yIn < 0 || yIn >= h || xIn < 0 || xIn >= w) continue;
            for (let i = 0; i < perGroup; i++) {
              const channel = Math.floor(o / filters) * perGroup + i;
              const weight = kernel[((u * leaf.kernel[1] + v) * perGroup + i) * out + o]!;
              sum += weight * x.data[(yIn * w + xIn) * channels + channel]!;
            }
          }
        }
        y.data[(row * width + column) * out + o] = sum;
      }
    }
  }
  return y;
}

function normalised(leaf: Conv, kernel: ArrayLike<number>): ArrayLike<number> {
  if (!leaf.unitNorm) return kernel;
  const norms = Array.from({ length: leaf.out }, (_, o) =>
    Math.hypot(...Array.from(kernel).filter((_, i) => i % leaf.out === o)),
  );
  return Array.from(kernel, (weight, i) => weight / (norms[i % leaf.out]! || 1));
}

function transposed(
  leaf: { stride: Size; kernel: Size; pad: Padding; bias: boolean },
  x: Sample,
  shape: Shape,
  get: Get,
): Sample {
  const [h, w, channels] = x.shape as [number, number, number];
  const [height, width, out] = shape as [number, number, number];
  const y = zeros(shape);
  if (leaf.bias) for (let i = 0; i < y.data.length; i++) y.data[i] = get('bias')[i % out]!;
  for (let row = 0; row < h; row++) {
    for (let column = 0; column < w; column++) {
      for (let u = 0; u < leaf.kernel[0]; u++) {
        for (let v = 0; v < leaf.kernel[1]; v++) {
          const [yOut, xOut] = [row * leaf.stride[0] + u - leaf.pad[0], column * leaf.stride[1] + v - leaf.pad[2]];
          if (yOut < 0 || yOut >= height || xOut < 0 || xOut >= width) continue;
          for (let o = 0; o < out; o++) {
            for (let i = 0; i < channels; i++) {
              const weight = get('kernel')[((u * leaf.kernel[1] + v) * out + o) * channels + i]!;
              y.data[(yOut * width + xOut) * out + o]! += weight * x.data[(row * w + column) * channels + i]!;
            }
          }
        }
      }
    }
  }
  return y;
}

function multiplyGrid(leaf: SpatialLinear, x: Sample, get: Get): Sample {
  const [c, out] = [x.shape[2]! / leaf.groups, leaf.out[2] / leaf.groups];
  const [inPlaces, outPlaces] = [x.shape[0]! * x.shape[1]!, leaf.out[0] * leaf.out[1]];
  const y = zeros(leaf.out);
  for (let group = 0; group < leaf.groups; group++) {
    for (let q = 0; q < outPlaces * out; q++) {
      const to = Math.floor(q / out) * leaf.out[2] + group * out + (q % out);
      y.data[to] = leaf.bias ? get('bias')[to]! : 0;
      for (let p = 0; p < inPlaces * c; p++) {
        const from = Math.floor(p / c) * x.shape[2]! + group * c + (p % c);
        y.data[to]! += get('kernel')[(group * inPlaces * c + p) * outPlaces * out + q]! * x.data[from]!;
      }
    }
  }
  return y;
}

function padded(x: Sample, [top, bottom, left, right]: Padding, value: (channel: number) => number): Sample {
  const [h, w, channels] = x.shape as [number, number, number];
  const y = zeros([h + top + bottom, w + left + right, channels]);
  for (let i = 0; i < y.data.length; i++) {
    const channel = i % channels;
    const row = Math.floor(i / channels / (w + left + right)) - top;
    const column = (Math.floor(i / channels) % (w + left + right)) - left;
    const inside = row >= 0 && row < h && column >= 0 && column < w;
    y.data[i] = inside ? x.data[(row * w + column) * channels + channel]! : value(channel);
  }
  return y;
}

/** The nearest whole number; of two, the even one. */
function nearestEven(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}
