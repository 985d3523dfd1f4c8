/** Gradients by central differences, for losses of one tensor. */
import type { LossValue } from '@refold/core/train';
import * as tf from '@tensorflow/tfjs-core';

/** A loss of one tensor, with its gradient. */
export type LossOf = (x: tf.Tensor) => LossValue;

/** Value and gradient on the host; nothing stays on the backend. */
export async function evaluated(loss: LossOf, values: readonly number[], shape: readonly number[]) {
  const x = tf.tensor([...values], [...shape]);
  const { value, gradient } = loss(x);
  const found = { value: (await value.data())[0]!, gradient: Array.from(await gradient.data()) };
  tf.dispose([x, value, gradient]);
  return found;
}

/**
 * The largest difference between a gradient and central differences, relative to the gradient's largest element.
 * @param every compares one element in so many
 * @param h half the step; a float32 loss near 1 is known to 1e-7, so smaller steps say less
 */
export async function gradientError(
  loss: LossOf,
  values: readonly number[],
  shape: readonly number[],
  { every = 1, h = 1e-2 }: { readonly every?: number; readonly h?: number } = {},
): Promise<number> {
  const { gradient } = await evaluated(loss, values, shape);
  const at = async (place: number, by: number): Promise<number> => {
    const moved = values.map((value, i) => (i === place ? value + by : value));
    return (await evaluated(loss, moved, shape)).value;
  };
  const largest = Math.max(...gradient.map(Math.abs));
  if (!(largest > 0)) throw new Error('a gradient of zeros shows nothing');
  let worst = 0;
  for (let i = 0; i < values.length; i += every) {
    const numeric = ((await at(i, h)) - (await at(i, -h))) / (2 * h);
    worst = Math.max(worst, Math.abs(numeric - gradient[i]!));
  }
  return worst / largest;
}
