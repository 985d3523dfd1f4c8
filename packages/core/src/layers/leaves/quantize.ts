import { mapped, unaware } from './channels.ts';
import type { LeafDefinition } from './definition.ts';
import { evaluated } from './evaluation.ts';
import type { Check } from './fields.ts';
import { label } from './label.ts';
import { noParameters } from './parameters.ts';

/** Rounds to the 256 values (q − zero)·scale, q = 0 … 255: what is left of a number that is stored as an unsigned byte. */
export interface Quantize {
  readonly op: 'quantize';
  /** The distance of two values, above 0. */
  readonly scale: number;
  /** The byte that stands for 0. */
  readonly zero: number;
}

/** The largest byte. */
export const MOST = 255;

const positive: Check = ['a number above 0', value => typeof value === 'number' && Number.isFinite(value) && value > 0];
const byte: Check = [
  `a whole number from 0 to ${MOST}`,
  value => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MOST,
];

/** The smallest and the largest value that a byte stands for. */
const quantizedRange = ({ scale, zero }: Quantize): readonly [low: number, high: number] => [
  -zero * scale,
  (MOST - zero) * scale,
];

/** Rounds to the nearest integer; of two, to the even one. */
function roundToEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

/** What a number becomes. */
export const quantizedValue = ({ scale, zero }: Omit<Quantize, 'op'>, value: number): number =>
  Math.min(Math.max(roundToEven(value / scale), -zero), MOST - zero) * scale;

/**
 * y = (min(max(round(x/scale) + zero, 0), 255) − zero)·scale, halves rounded to even, as ONNX's QuantizeLinear and DequantizeLinear to unsigned bytes.
 * Its gradient is that of clipping: dy where x lies in the range, 0 elsewhere (the straight-through estimator).
 *
 * Source: Jacob et al., "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference", CVPR 2018, section 2.1.
 */
export const quantize: LeafDefinition<Quantize, false> = {
  fields: { needs: { scale: positive, zero: byte }, may: {} },
  output: (_, input) => input,
  parameters: noParameters,
  kernelUses: () => 0,
  passesOn: false,
  linear: false,
  channels: unaware('any axis', ({ node: { layer }, values }) => mapped(values, value => quantizedValue(layer, value))),
  label: ({ layer: { scale, zero } }) => label('activation', 'quantize', `${scale.toPrecision(3)}·(q − ${zero})`),
  evaluate: ({ tf }) => {
    return (leaf, x, context) => {
      const [low, high] = quantizedRange(leaf);
      const steps = tf.round(tf.div(x, leaf.scale));
      const y = tf.mul(tf.clipByValue(steps, -leaf.zero, MOST - leaf.zero), leaf.scale);
      return evaluated(y, [x], (dy, [x]) => {
        if (!context.needsInputGrad) return undefined;
        const within = tf.logicalAnd(tf.greaterEqual(x, low), tf.lessEqual(x, high));
        return tf.mul(dy, tf.cast(within, 'float32'));
      });
    };
  },
};
