import type * as TF from '@tensorflow/tfjs-core';
import { RefoldError } from '../../error.ts';
import { ACTIVATIONS, type Activation, type ActivationName } from './activation-names.ts';
import { activationValue } from './activation-value.ts';
import { mapped, unaware } from './channels.ts';
import type { LeafDefinition, Tensors } from './definition.ts';
import { evaluated } from './evaluation.ts';
import { number, oneOf } from './fields.ts';
import { label } from './label.ts';
import { noParameters } from './parameters.ts';

const SPELLED: Partial<Record<ActivationName, string>> = { relu: 'ReLU', relu6: 'ReLU6' };

/** An activation by name. GELU is the exact one, x·Φ(x); softmax is over the last axis. */
export const activation: LeafDefinition<Activation, false> = {
  fields: { needs: { fn: oneOf(...ACTIVATIONS) }, may: { slope: number } },
  output: (_, input) => input,
  parameters: noParameters,
  kernelUses: () => 0,
  passesOn: false,
  linear: false,
  channels: {
    ...unaware('any axis', ({ node, values }) => mapped(values, value => activationValue(node.layer, value))),
    fixed: ({ fn }) => (fn === 'softmax' ? 'a softmax weighs them against each other' : undefined),
  },
  label: ({ layer: { fn } }) => label('activation', SPELLED[fn] ?? fn),
  evaluate: ({ tf }) => {
    const curves = curvesWith(tf);

    const softmax = (x: TF.Tensor) =>
      evaluated(tf.softmax(x), [tf.softmax(x)], (dy, [y]) => {
        const weighted = tf.mul(dy, y);
        return tf.sub(weighted, tf.mul(y, tf.sum(weighted, -1, true)));
      });

    return (leaf, x, context) => {
      if (leaf.fn === 'softmax') return softmax(x);
      const curve = curves[leaf.fn];
      if (curve === undefined)
        throw new RefoldError(`no activation called '${leaf.fn}'; known: ${ACTIVATIONS.join(', ')}`);
      const slope = leaf.slope ?? 0.01;
      const y = curve.value(x, slope);
      return evaluated(y, [curve.from === 'x' ? x : y], (dy, [kept]) =>
        context.needsInputGrad ? tf.mul(dy, curve.derivative(kept, slope)) : undefined,
      );
    };
  },
};

/** A scalar function, and its derivative from its input or from its output, whichever is cheaper to keep. */
interface Curve {
  readonly value: (x: TF.Tensor, slope: number) => TF.Tensor;
  readonly from: 'x' | 'y';
  readonly derivative: (saved: TF.Tensor, slope: number) => TF.Tensor;
}

function curvesWith(tf: Tensors['tf']): Readonly<Record<Exclude<ActivationName, 'softmax'>, Curve>> {
  /** Φ(x) = (1 + erf(x/√2))/2, with Abramowitz and Stegun's 7.1.26 (|error| < 1.5e-7): not every backend has erf. */
  function normalDistribution(x: TF.Tensor): TF.Tensor {
    const z = tf.mul(tf.abs(x), Math.SQRT1_2);
    const t = tf.reciprocal(tf.add(tf.mul(z, 0.3275911), 1));
    const polynomial = [1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592].reduce(
      (sum: TF.Tensor, coefficient) => tf.mul(tf.add(sum, coefficient), t),
      tf.zerosLike(t),
    );
    const upper = tf.mul(tf.mul(polynomial, tf.exp(tf.neg(tf.square(z)))), 0.5);
    const positive = tf.step(x);
    // Φ(x) = 1 − upper where x > 0, and upper elsewhere.
    return tf.add(tf.mul(positive, tf.sub(1, tf.mul(upper, 2))), upper);
  }

  const normalDensity = (x: TF.Tensor): TF.Tensor =>
    tf.mul(tf.exp(tf.mul(tf.square(x), -0.5)), 1 / Math.sqrt(2 * Math.PI));

  return {
    relu: { value: x => tf.relu(x), from: 'y', derivative: y => tf.step(y) },
    relu6: {
      value: x => tf.relu6(x),
      from: 'y',
      derivative: y => tf.mul(tf.step(y), tf.step(tf.sub(6, y))),
    },
    leakyRelu: {
      value: (x, slope) => tf.leakyRelu(x, slope),
      from: 'x',
      derivative: (x, slope) => tf.step(x, slope),
    },
    sigmoid: { value: x => tf.sigmoid(x), from: 'y', derivative: y => tf.mul(y, tf.sub(1, y)) },
    tanh: { value: x => tf.tanh(x), from: 'y', derivative: y => tf.sub(1, tf.square(y)) },
    silu: {
      value: x => tf.mul(x, tf.sigmoid(x)),
      from: 'x',
      derivative: x => {
        const s = tf.sigmoid(x);
        return tf.mul(s, tf.add(1, tf.mul(x, tf.sub(1, s))));
      },
    },
    gelu: {
      value: x => tf.mul(x, normalDistribution(x)),
      from: 'x',
      derivative: x => tf.add(normalDistribution(x), tf.mul(x, normalDensity(x))),
    },
    hardSigmoid: {
      value: x => tf.div(tf.relu6(tf.add(x, 3)), 6),
      from: 'y',
      derivative: y => tf.mul(tf.mul(tf.step(y), tf.step(tf.sub(1, y))), 1 / 6),
    },
    hardSwish: {
      value: x => tf.mul(x, tf.div(tf.relu6(tf.add(x, 3)), 6)),
      from: 'x',
      derivative: x => {
        const above = tf.step(tf.sub(x, 3));
        const between = tf.mul(tf.step(tf.add(x, 3)), tf.sub(1, above));
        return tf.add(above, tf.mul(between, tf.div(tf.add(tf.mul(x, 2), 3), 6)));
      },
    },
  };
}
