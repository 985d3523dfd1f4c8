/** How far a network here is from what PyTorch made of it: of one file of conformance.py. */
import { type NdArray, ndarray, RefoldError, Rng } from '@refold/core';
import { disposeInstance, download, evaluateOnce, instantiate, pass } from '@refold/core/apply';
import { fold } from '@refold/core/fold';
import { matchedParams, type Naming, readTorch, type StateDict, toStateDict } from '@refold/core/io';
import type { Network, Params } from '@refold/core/layers';
import { constant, makeOptimizer, type Optimizer, withGradientTransform } from '@refold/core/optim';
import { objective, Player, softmaxCrossEntropy, targetsOf, trainStep } from '@refold/core/train';
import { fitModel, isComplete } from '@refold/core/zoo';
import * as tf from '@tensorflow/tfjs-core';
import { reorder } from '../../../packages/core/src/ndarray.ts';
import { type ConformanceNetwork, RULES, type RuleName } from './networks.ts';

/** What is compared, and the relative error that may be. */
export const TOLERANCES = {
  /** At inference: sums of some hundred float32 products. */
  output: 1e-5,
  /** The same of the folded network. */
  folded: 1e-5,
  /** Of the mean cross-entropy in training mode, for every parameter: forward and back through batch statistics. */
  gradients: 1e-4,
  /** Parameters and running statistics after ten steps, each of which begins where rounding has led. */
  sgd: 1e-4,
  nesterov: 1e-4,
  /** The same with papers' update rules. */
  gsm: 1e-4,
  csgd: 1e-4,
} as const;
export type Quantity = keyof typeof TOLERANCES;

/** The largest differences of a quantity. */
export interface Deviation {
  readonly quantity: Quantity;
  /** max|y − y'| over all tensors. */
  readonly absolute: number;
  /** The largest over all tensors of max|y − y'| / max|y|. */
  readonly relative: number;
  /** The tensor that has it, by PyTorch's name. */
  readonly worst: string;
}

/**
 * A tensor's error is relative to its largest value, but at least to this share of the largest of all tensors: gradients of biases
 * before a norm, for instance, are zero but for rounding.
 */
const FLOOR = 0.01;

/**
 * Imports the network of a file and measures every quantity, on the active backend.
 * @throws RefoldError for a file that doesn't fit the network, or that a quantity is missing from
 */
export async function deviationsOf(
  path: string,
  { layer, input, maps, rules = [] }: ConformanceNetwork,
): Promise<readonly Deviation[]> {
  const state = readTorch(path, 'state_dict').tensors;
  const beside = readTorch(path, '.').tensors;
  const [fit] = fitModel({ build: () => layer, input }, state, maps);
  if (fit === undefined || !isComplete(fit)) throw new RefoldError(`${path} doesn't fit the network`);
  const net = { layer: fit.layer, input, params: matchedParams(fit.match) };
  const examples = examplesIn(beside);
  const x = toNhwc(required(beside, 'input'));
  const output = new Map([['output', required(beside, 'output')]]);
  const outputOf = async (one: Network) => new Map([['output', await evaluateOnce(one, x)]]);
  const [lr, momentum, weightDecay, keep, strength] = required(beside, 'settings').data as unknown as FileSettings;
  const named = (params: Params) => toStateDict({ ...net, params }, fit.map);
  const stepsOf = async ({ nesterov = false, rule }: { nesterov?: boolean; rule?: RuleName }) => {
    const sgd = makeOptimizer({ kind: 'sgd', lr: constant(lr), momentum, weightDecay, nesterov });
    const transform = rule && RULES[rule]({ keep, strength }).transform!(net, net);
    const optimizer = transform === undefined ? sgd : withGradientTransform(transform, sgd);
    return named(await afterSteps(net, examples, optimizer));
  };
  const part = (name: string) => spelled(readTorch(path, name).tensors, fit.map);
  const deviations = [
    deviation('output', output, await outputOf(net)),
    deviation('folded', output, await outputOf(fold(net).network)),
    // Running statistics have no gradient: in their places stand the parameters, which no name in the file asks for.
    deviation(
      'gradients',
      part('gradients'),
      named(new Map([...net.params, ...(await gradientsOf(net, examples[0]!))])),
    ),
    deviation('sgd', part('sgd'), await stepsOf({})),
    deviation('nesterov', part('nesterov'), await stepsOf({ nesterov: true })),
  ];
  for (const rule of rules) deviations.push(deviation(rule, part(rule), await stepsOf({ rule })));
  return deviations;
}

type FileSettings = readonly [lr: number, momentum: number, weightDecay: number, keep: number, strength: number];

/** A batch of images and their classes. */
interface Batch {
  readonly x: NdArray;
  readonly classes: ArrayLike<number>;
  readonly outputs: number;
}

/** The batches and labels of a file. */
function examplesIn(beside: StateDict): readonly Batch[] {
  const [images, labels] = [required(beside, 'batches'), required(beside, 'labels')];
  const outputs = required(beside, 'output').shape[1]!;
  const [steps, count, ...shape] = images.shape as readonly [number, number, ...number[]];
  const size = images.data.length / steps;
  return Array.from({ length: steps }, (_, i) => ({
    x: toNhwc(ndarray([count, ...shape], at => images.data[i * size + at]!)),
    classes: labels.data.slice(i * count, (i + 1) * count),
    outputs,
  }));
}

const toNhwc = (images: NdArray): NdArray => reorder(images, [0, 2, 3, 1]);

function required(tensors: StateDict, name: string): NdArray {
  const tensor = tensors.get(name);
  if (tensor === undefined) throw new RefoldError(`the file has no tensor '${name}': make it again by conformance.py`);
  return tensor;
}

function uploaded({ x, classes, outputs }: Batch) {
  const { values } = targetsOf({ kind: 'class', values: Int32Array.from(classes) }, outputs);
  return {
    x: tf.tensor(Float32Array.from(x.data), [...x.shape]),
    y: tf.tensor(values, [classes.length, outputs]),
  };
}

const rng = Rng.seeded('conformance');

async function gradientsOf(net: Network, batch: Batch): Promise<Params> {
  const instance = instantiate(net);
  const { x, y } = uploaded(batch);
  const applied = pass(instance, x, { mode: 'train', rng });
  const { value, gradient, taps } = objective(softmaxCrossEntropy, applied, y);
  const gradients = applied.backward(gradient, taps);
  const values = await download(gradients);
  applied.dispose();
  tf.dispose([x, y, value, applied.output, ...gradients.values()]);
  disposeInstance(instance);
  return values;
}

async function afterSteps(net: Network, batches: readonly Batch[], optimizer: Optimizer): Promise<Params> {
  const player = new Player({ network: net, optimizer });
  for (const [step, batch] of batches.entries()) {
    const examples = uploaded(batch);
    const clock = { step, stepsPerEpoch: batches.length, totalSteps: batches.length };
    await trainStep(player, examples, clock, { loss: softmaxCrossEntropy, rng });
    tf.dispose([examples.x, examples.y]);
  }
  const params = await download(player.instance.variables);
  player.dispose();
  return params;
}

/** Tensors by the usual spelling of their names. */
const spelled = (tensors: StateDict, { spelled: usual = name => name }: Naming): StateDict =>
  new Map([...tensors].map(([name, tensor]) => [usual(name), tensor]));

/** @throws RefoldError for a tensor that the other side lacks */
export function deviation(quantity: Quantity, expected: StateDict, actual: StateDict): Deviation {
  const largest = Math.max(...[...expected.values()].map(({ data }) => largestOf(data)));
  let worst: Deviation = { quantity, absolute: 0, relative: 0, worst: '' };
  for (const [name, { data }] of expected) {
    const own = required(actual, name).data;
    const absolute = largestOf(data, own);
    const relative = absolute / Math.max(largestOf(data), FLOOR * largest);
    // Not '>', which NaN would pass by.
    const isWorst = !(relative <= worst.relative);
    worst = {
      quantity,
      absolute: absolute > worst.absolute || Number.isNaN(absolute) ? absolute : worst.absolute,
      relative: isWorst ? relative : worst.relative,
      worst: isWorst ? name : worst.worst,
    };
    if (Number.isNaN(relative)) break;
  }
  return worst;
}

/** max|a − b|, b being zero where it is absent. NaN where there is one. */
function largestOf(a: ArrayLike<number>, b?: ArrayLike<number>): number {
  if (b !== undefined && a.length !== b.length) return Number.NaN;
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    const size = Math.abs(a[i]! - (b?.[i] ?? 0));
    if (!(size <= largest)) largest = size;
    if (Number.isNaN(size)) return size;
  }
  return largest;
}
