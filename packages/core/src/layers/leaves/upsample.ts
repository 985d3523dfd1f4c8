import type * as TF from '@tensorflow/tfjs-core';
import type { Size } from '../../shape.ts';
import { same, unaware } from './channels.ts';
import type { LeafDefinition } from './definition.ts';
import { evaluated } from './evaluation.ts';
import { type Check, flag, isRecord, oneOf, pair } from './fields.ts';
import { label, times } from './label.ts';
import { noParameters } from './parameters.ts';
import { mapOf } from './windows.ts';

/** A height and width, or how many times the input's. */
export type UpsampledSize = Size | { readonly times: Size };

/** Resizes a map. */
export interface Upsample {
  readonly op: 'upsample';
  /** Of the output. */
  readonly size: UpsampledSize;
  readonly method: 'nearest' | 'bilinear';
  /** Bilinear only: corner pixels of input and output coincide. */
  readonly alignCorners: boolean;
}

const upsampledSize: Check = [
  '[height, width], or {"times": [vertical, horizontal]}',
  value => pair[1](isRecord(value) && Object.keys(value).length === 1 ? value.times : value),
];

const isRelative = (size: UpsampledSize): size is { readonly times: Size } => 'times' in size;

/** Height and width of what a map of that height and width becomes. */
export const sizeAfter = ({ size }: Upsample, [h, w]: Size): Size =>
  isRelative(size) ? [h * size.times[0], w * size.times[1]] : size;

/** Nearest: pixel i reads pixel ⌊i·from/to⌋. Bilinear: as PyTorch, with or without aligned corners. */
export const upsample: LeafDefinition<Upsample, true> = {
  fields: { needs: { size: upsampledSize, method: oneOf('nearest', 'bilinear'), alignCorners: flag }, may: {} },
  output: (leaf, input, fail) => {
    const [h, w, channels] = mapOf(leaf, input, fail);
    return [...sizeAfter(leaf, [h, w]), channels];
  },
  parameters: noParameters,
  kernelUses: () => 0,
  passesOn: false,
  linear: true,
  channels: unaware('last axis', same),
  label: ({ layer: { size, method } }) =>
    label('shape', isRelative(size) ? `upsample × ${times(size.times)}` : `upsample to ${times(size)}`, method),
  /**
   * Resizing is linear and separable: y = R·x·Cᵀ with one interpolation matrix per axis. Written so, its gradient is the
   * transposes, equal on every backend (tfjs's own resize gradients are not registered everywhere).
   */
  evaluate: ({ tf }) => {
    /** Every pixel as a block of equal ones; on the way back the sum over each block. */
    function repeated(x: TF.Tensor4D, [down, across]: readonly [number, number]) {
      const [n, h, w, c] = x.shape;
      const columns = tf.tile(tf.reshape(x, [n * h * w, 1, c]), [1, across, 1]);
      const rows = tf.tile(tf.reshape(columns, [n * h, 1, w * across * c]), [1, down, 1]);
      return evaluated(tf.reshape(rows, [n, h * down, w * across, c]), [], dy => {
        const summed = tf.sum(tf.reshape(dy, [n * h, down, w * across * c]), 1);
        return tf.reshape(tf.sum(tf.reshape(summed, [n * h * w, across, c]), 1), [n, h, w, c]);
      });
    }

    /** matrix [h', h] times the height axis of [n, h, w, c]. */
    function alongRows(matrix: TF.Tensor2D, x: TF.Tensor): TF.Tensor {
      const [n, h, w, c] = x.shape as [number, number, number, number];
      const product = tf.matMul(repeat(matrix, n), tf.reshape(x, [n, h, w * c]));
      return tf.reshape(product, [n, matrix.shape[0], w, c]);
    }

    /** matrix [w', w] times the width axis of [n, h, w, c]. */
    function alongColumns(matrix: TF.Tensor2D, x: TF.Tensor): TF.Tensor {
      const [n, h, w, c] = x.shape as [number, number, number, number];
      const product = tf.matMul(repeat(matrix, n * h), tf.reshape(x, [n * h, w, c]));
      return tf.reshape(product, [n, h, matrix.shape[0], c]);
    }

    const repeat = (matrix: TF.Tensor2D, n: number): TF.Tensor3D =>
      tf.tile(tf.expandDims(matrix, 0) as TF.Tensor3D, [n, 1, 1]);
    const interpolation = (from: number, to: number, leaf: Upsample): TF.Tensor2D =>
      tf.tensor2d(interpolationWeights(from, to, leaf), [to, from]);

    return (leaf, x, context) => {
      const [h, w] = [x.shape[1]!, x.shape[2]!];
      const [height, width] = sizeAfter(leaf, [h, w]);
      if (leaf.method === 'nearest' && height % h === 0 && width % w === 0) {
        return repeated(x as TF.Tensor4D, [height / h, width / w]);
      }
      const rows = () => interpolation(h, height, leaf);
      const columns = () => interpolation(w, width, leaf);
      return evaluated(alongRows(rows(), alongColumns(columns(), x)), [], dy =>
        context.needsInputGrad ? alongColumns(tf.transpose(columns()), alongRows(tf.transpose(rows()), dy)) : undefined,
      );
    };
  },
};

/** [to, from]: row i holds the weights of the input pixels in output pixel i. Pixel centres lie at half-integers unless corners are aligned. */
function interpolationWeights(from: number, to: number, { method, alignCorners }: Upsample): Float32Array {
  const weights = new Float32Array(to * from);
  for (let i = 0; i < to; i++) {
    if (method === 'nearest') {
      weights[i * from + Math.floor((i * from) / to)] = 1;
      continue;
    }
    const corner = to > 1 ? (i * (from - 1)) / (to - 1) : 0;
    const centre = Math.min(Math.max(((i + 0.5) * from) / to - 0.5, 0), from - 1);
    const place = alignCorners ? corner : centre;
    const low = Math.floor(place);
    const high = Math.min(low + 1, from - 1);
    weights[i * from + low]! += low === high ? 1 : 1 - (place - low);
    if (high !== low) weights[i * from + high]! += place - low;
  }
  return weights;
}
