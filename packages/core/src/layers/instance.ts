/** Networks on a backend: parameters as variables, and their expressions compiled. */
import * as tf from '@tensorflow/tfjs-core';
import { fusedKernel } from '../backend/fused.ts';
import { RefoldError } from '../error.ts';
import type { NdArray } from '../ndarray.ts';
import { compile } from './compile.ts';
import { parameters } from './parameters.ts';
import { show, trace } from './shapes.ts';
import type { Derived, Step } from './step.ts';
import type { Expression, Layer, Network, Params, Shape } from './types.ts';

/** A network compiled and uploaded to the active backend. */
export interface Instance {
  readonly layer: Layer;
  /** Shape of a sample. */
  readonly input: Shape;
  readonly variables: ReadonlyMap<string, tf.Variable>;
  /** Paths of what learns, in order of evaluation; the other variables are running statistics. */
  readonly trainable: readonly string[];
  readonly step: Step;
  /** What passes keep of parameters; undefined where these may change. */
  readonly derived: Derived | undefined;
}

/** What an instance is for. */
export interface InstanceOptions {
  /**
   * Whether parameters stay as they are but for `restore`: what passes and kernels make of them is then kept, so that later passes are
   * faster, in several times the memory. Worth it for an instance that is applied more than once. Default false.
   */
  readonly constant?: boolean;
}

/**
 * Uploads a network's parameters and compiles its expression.
 * @throws ShapeError when shapes don't go together
 * @throws RefoldError naming a parameter that is missing or has another shape than the expression says
 */
export function instantiate(net: Network, { constant = false }: InstanceOptions = {}): Instance {
  const root = trace(net.layer, net.input);
  const variables = new Map<string, tf.Variable>();
  const trainable: string[] = [];
  for (const { path, shape, trainable: learns } of parameters(root)) {
    variables.set(path, variable(expectParameter(net.params, path, shape), learns));
    if (learns) trainable.push(path);
  }
  if (constant) declareConstant(variables);
  const derived = constant ? new Map() : undefined;
  return { layer: net.layer, input: net.input, variables, trainable, step: compile(root), derived };
}

function declareConstant(variables: ReadonlyMap<string, tf.Variable>): void {
  for (const variable of variables.values()) fusedKernel('DeclareConstant')?.(variable);
}

/**
 * An instance of a part of a network, on the whole's variables: nothing is uploaded, and nothing to be freed.
 * @param pathIn the path in the whole of a parameter of the part
 * @throws RefoldError naming a parameter that the whole doesn't have
 */
export function partOf(whole: Instance, { layer, input }: Expression, pathIn: (path: string) => string): Instance {
  const root = trace(layer, input);
  const own = [...parameters(root)].map(({ path, trainable }) => {
    const found = whole.variables.get(pathIn(path));
    if (found === undefined) throw new RefoldError(`the network has no parameter '${pathIn(path)}' for its part`);
    return { path, trainable, variable: found };
  });
  return {
    layer,
    input,
    variables: new Map(own.map(({ path, variable }) => [path, variable])),
    trainable: own.filter(({ trainable }) => trainable).map(({ path }) => path),
    step: compile(root),
    derived: undefined,
  };
}

const variable = ({ shape, data }: NdArray, learns: boolean): tf.Variable =>
  tf.tidy(() => tf.variable(tf.tensor(new Float32Array(data), [...shape], 'float32'), learns));

function expectParameter(params: Params, path: string, shape: Shape): NdArray {
  const value = params.get(path);
  if (value === undefined) throw new RefoldError(`parameter '${path}' ${show(shape)} is missing`);
  if (show(value.shape) !== show(shape)) {
    throw new RefoldError(`parameter '${path}' has shape ${show(value.shape)}, but the network needs ${show(shape)}`);
  }
  return value;
}

/**
 * Sets every variable from host parameters.
 * @throws RefoldError naming a parameter that is missing or has another shape
 */
export function restore(instance: Instance, params: Params): void {
  for (const [path, value] of instance.variables) {
    const { shape, data } = expectParameter(params, path, value.shape);
    tf.tidy(() => value.assign(tf.tensor(new Float32Array(data), [...shape], 'float32')));
  }
  if (instance.derived === undefined) return;
  dropDerived(instance);
  declareConstant(instance.variables);
}

function dropDerived({ derived }: Instance): void {
  tf.dispose([...(derived?.values() ?? [])].flat());
  derived?.clear();
}

/** Frees the variables, and what was kept of them. */
export function disposeInstance(instance: Instance): void {
  dropDerived(instance);
  tf.dispose([...instance.variables.values()]);
}
