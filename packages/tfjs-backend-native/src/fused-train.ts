/** The parts of a training step outside of layers: the loss, sums of gradients, and the optimizer's update. */
import type { Scalar, Tensor, Tensor2D, Variable } from '@tensorflow/tfjs-core';
import { functions, type Handle } from './addon.ts';
import { copy, floats, NONE, output, sameSize, unshared } from './fused-tensors.ts';
import { backend } from './kernel.ts';

interface Functions {
  accumulate(n: number, x: Handle, y: Handle): void;
  softmaxCrossEntropy(n: number, k: number, logits: Handle, targets: Handle, gradient: Handle, loss: Handle): void;
  /** `rows`, of 7 numbers: floats, variable, velocity or NONE, gradient, lr, momentum, weight decay */
  sgd(nesterov: boolean, rows: Float64Array): void;
  /** `rows`, of 9 numbers: floats, variable, mean, square, gradient, lr, scale, weight decay, decoupled weight decay */
  adam(rows: Float64Array, settings: Float64Array): void;
  /** `rows`, of 5 numbers: floats, average, value, keep, weight */
  moveAverages(rows: Float64Array): void;
  /** `rows`, of 8 numbers: floats, gradient, variable, result, outer, size, clusters, strength; `labels` of all, one after the other */
  centre(labels: Int32Array, rows: Float64Array): void;
}

const native = functions<Functions>();

/** One variable's step of SGD, with the variable's own settings. */
export interface SgdUpdate {
  readonly variable: Variable;
  readonly gradient: Tensor;
  /** Of the variable's shape; absent without momentum. */
  readonly velocity?: Tensor;
  readonly lr: number;
  readonly momentum: number;
  readonly weightDecay: number;
}

/** One variable's step of Adam, with the variable's own settings. */
export interface AdamUpdate {
  readonly variable: Variable;
  readonly gradient: Tensor;
  /** The moments, of the variable's shape. */
  readonly mean: Tensor;
  readonly square: Tensor;
  readonly lr: number;
  /** Multiplier of the learning rate. */
  readonly scale: number;
  /** Added to the gradient, and to the update. */
  readonly weightDecay: number;
  readonly decoupledDecay: number;
}

/** What all variables of a step of Adam share. */
export interface AdamMoments {
  readonly beta1: number;
  readonly beta2: number;
  /** The step is `correction`·mean / (√square + `epsilon`): both hold the corrections of the moments' biases. */
  readonly correction: number;
  readonly epsilon: number;
}

/** A moving average's step: average ← keep·average + weight·value. */
export interface AverageMove {
  readonly average: Variable;
  /** Of the average's shape. */
  readonly value: Tensor;
  readonly keep: number;
  readonly weight: number;
}

/** The mean softmax cross-entropy of logits [n, k] and target probabilities [n, k], and its gradient with respect to the logits. */
export function softmaxCrossEntropy(logits: Tensor2D, targets: Tensor2D): { loss: Scalar; gradient: Tensor2D } {
  sameSize('SoftmaxCrossEntropy', logits, targets);
  const [n, k] = logits.shape;
  const loss = output<Scalar>([]);
  const gradient = output<Tensor2D>(logits.shape);
  native.softmaxCrossEntropy(n, k, floats(logits), floats(targets), floats(gradient), floats(loss));
  return { loss, gradient };
}

/** total + term, of one shape. Consumes `total`; the result takes its storage if no other tensor shares it. */
export function accumulateInPlace(total: Tensor, term: Tensor): Tensor {
  sameSize('AccumulateInPlace', total, term);
  const sum = unshared(total);
  native.accumulate(sum.size, floats(term), floats(sum));
  return sum;
}

/**
 * Updates every variable in place: g ← gradient + weightDecay·variable; with a velocity, v ← momentum·v + g and g ← v, or g + momentum·v with
 * Nesterov's momentum; variable ← variable − lr·g. A variable that shares its storage with other tensors gets its own first.
 */
export function sgdUpdate(updates: readonly SgdUpdate[], nesterov: boolean): void {
  const rows = new Float64Array(7 * updates.length);
  let at = 0;
  for (const { variable, gradient, velocity, lr, momentum, weightDecay } of updates) {
    sameSize('SgdUpdate', variable, gradient);
    if (velocity) sameSize('SgdUpdate', variable, velocity);
    rows[at++] = variable.size;
    rows[at++] = ownFloats(variable);
    rows[at++] = velocity ? floats(velocity) : NONE;
    rows[at++] = floats(gradient);
    rows[at++] = lr;
    rows[at++] = momentum;
    rows[at++] = weightDecay;
  }
  native.sgd(nesterov, rows);
}

/**
 * Updates every variable and its moments in place: g ← gradient + weightDecay·variable; mean ← β₁·mean + (1 − β₁)·g; square ← β₂·square + (1 − β₂)·g²;
 * variable ← variable − lr·scale·(correction·mean / (√square + epsilon) + decoupledDecay·variable). To the last bit what single operations give. Shared
 * storage of a variable is treated as by `sgdUpdate`.
 */
export function adamUpdate(updates: readonly AdamUpdate[], { beta1, beta2, correction, epsilon }: AdamMoments): void {
  const rows = new Float64Array(9 * updates.length);
  let at = 0;
  for (const { variable, gradient, mean, square, lr, scale, weightDecay, decoupledDecay } of updates) {
    for (const other of [gradient, mean, square]) sameSize('AdamUpdate', variable, other);
    rows[at++] = variable.size;
    rows[at++] = ownFloats(variable);
    for (const tensor of [mean, square, gradient]) rows[at++] = floats(tensor);
    for (const setting of [lr, scale, weightDecay, decoupledDecay]) rows[at++] = setting;
  }
  native.adam(rows, Float64Array.of(beta1, 1 - beta1, beta2, 1 - beta2, correction, epsilon));
}

/** Updates every average in place: average ← keep·average + weight·value. Shared storage is treated as by `sgdUpdate`. */
export function moveAverages(moves: readonly AverageMove[]): void {
  const rows = new Float64Array(5 * moves.length);
  let at = 0;
  for (const { average, value, keep, weight } of moves) {
    sameSize('MoveAverages', average, value);
    rows[at++] = average.size;
    rows[at++] = ownFloats(average);
    rows[at++] = floats(value);
    rows[at++] = keep;
    rows[at++] = weight;
  }
  native.moveAverages(rows);
}

/** A parameter whose slices along an axis fall into clusters, and its gradient. */
export interface ClusteredGradient {
  readonly gradient: Tensor;
  /** The parameter's value. */
  readonly value: Tensor;
  /** Elements before the axis, along it, and after it. */
  readonly shape: readonly [outer: number, size: number, inner: number];
  /** The cluster of each slice, [size], from 0 up to `count`. */
  readonly labels: Int32Array;
  readonly count: number;
  readonly strength: number;
}

/**
 * For each parameter, slice by slice: the cluster's mean of (gradient − strength·value), plus strength·value, so that a descent moves the slices of a
 * cluster alike and pulls them to their mean. Of the gradients' shapes, in their order.
 * @throws Error for a label that is no cluster's, and for a shape that isn't the parameter's
 */
export function centreGradients(items: readonly ClusteredGradient[]): Tensor[] {
  const rows = new Float64Array(8 * items.length);
  const labels = new Int32Array(items.reduce((total, { labels }) => total + labels.length, 0));
  let [at, label] = [0, 0];
  const results = items.map(({ gradient, value, shape: [outer, size], labels: own, count, strength }) => {
    sameSize('CentreGradients', gradient, value);
    const result = output(gradient.shape);
    labels.set(own, label);
    label += own.length;
    rows.set([gradient.size, floats(gradient), floats(value), floats(result), outer, size, count, strength], at);
    at += 8;
    return result;
  });
  native.centre(labels, rows);
  return results;
}

/** The buffer of a variable's values for writing; a variable with shared storage gets its own first. */
function ownFloats(variable: Variable): Handle {
  if (!backend.isSoleOwner(variable.dataId)) takeStorage(variable);
  backend.willWrite(variable.dataId);
  return floats(variable);
}

/** Gives a variable its own storage with the same values. */
function takeStorage(variable: Variable): void {
  const own = copy<Tensor>(variable);
  variable.assign(own);
  own.dispose();
}
