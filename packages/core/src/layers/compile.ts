/**
 * Compiles a traced expression once into nested steps. A step borrows its input and returns an output that the caller
 * owns, with a `back` that consumes ∂L/∂y, frees what the step had saved, and returns ∂L/∂x: so a backward walk holds
 * no more than it still needs. No `tf.tidy` stays open around a pass.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Rng } from '../rng.ts';
import { concatStep, productStep, sumStep, tapStep } from './combinators.ts';
import { evaluateLeaf } from './ops/index.ts';
import { type LeafContext, share } from './ops/leaf.ts';
import { parametersOf } from './parameters.ts';
import { fuseSteps } from './peephole.ts';
import { isLeaf, join, type Traced } from './shapes.ts';
import { type Back, keep, type PassState, release, type Step } from './step.ts';
import type { Chain, Leaf } from './types.ts';

/** Compiles an expression that shape inference has accepted. */
export function compile(node: Traced): Step {
  const { layer } = node;
  if (isLeaf(layer)) return leafStep(node as Traced<Leaf>);
  if (layer.op === 'chain') return chainStep(node as Traced<Chain>);
  const children = node.children.map(compile);
  switch (layer.op) {
    case 'sum':
      return sumStep(children);
    case 'product':
      return productStep(children);
    case 'concat':
      return concatStep(children);
    case 'tap':
      return tapStep(layer, children[0]);
  }
}

function leafStep({ layer, path }: Traced<Leaf>): Step {
  return (x, state, wantsInput) => {
    const context = leafContext(state, path, wantsInput);
    let saved: readonly tf.Tensor[] = [];
    let backward: ((dy: tf.Tensor, saved: readonly tf.Tensor[]) => tf.Tensor | undefined) | undefined;
    const y = tf.tidy(() => {
      const result = evaluateLeaf(layer, x, context);
      if (state.differentiate) {
        saved = result.saved.map(tensor => keep(state, tensor));
        backward = result.backward;
      }
      return result.y === x ? share(x) : result.y;
    });
    const back = backward;
    if (back === undefined) return { y, back: undefined };
    return {
      y,
      back: dy => {
        const dx = tf.tidy(() => {
          const gradient = back(dy, saved);
          // dy is about to be freed: a leaf that passes it through gets another handle on it.
          return gradient === undefined ? [] : [gradient === dy ? share(dy) : gradient];
        });
        release(state, saved);
        dy.dispose();
        return dx[0];
      },
    };
  };
}

function leafContext(state: PassState, path: string, wantsInput: boolean): LeafContext {
  let stream: Rng | undefined;
  const variable = (name: string): tf.Variable | undefined => state.variables.get(join(path, name));
  return {
    training: state.training,
    wantsInput,
    get rng() {
      stream ??= state.rng.fork(path);
      return stream;
    },
    param: <T extends tf.Tensor>(name: string) => variable(name) as tf.Tensor as T,
    gradient: (name, value) => {
      const key = join(path, name);
      const before = state.gradients.get(key);
      state.gradients.set(key, tf.keep(before === undefined ? share(value) : tf.add(before, value)));
      before?.dispose();
    },
    statistic: (name, value) => variable(name)?.assign(value),
  };
}

/** Each child sees the output of the one before, which is freed once the child has taken what it needs. */
function chainStep(node: Traced<Chain>): Step {
  const steps = fuseSteps(node.children, node.children.map(compile));
  const hasParameters = node.children.map(ownsParameters);
  // ∂L/∂x of a child is wanted when the chain's is, or when some parameter sits before it.
  const anyBefore = hasParameters.map((_, i) => hasParameters.slice(0, i).some(Boolean));
  return (x, state, wantsInput) => {
    let current = x;
    const backs: Back[] = [];
    for (const { step, index } of steps(state)) {
      const { y, back } = step(current, state, wantsInput || anyBefore[index]!);
      if (current !== x) current.dispose();
      current = y;
      if (back) backs.push(back);
    }
    const y = current === x ? share(x) : current;
    if (!state.differentiate) return { y, back: undefined };
    return {
      y,
      back: dy => {
        let gradient: tf.Tensor | undefined = dy;
        for (const back of backs.reverse()) {
          if (gradient === undefined) break;
          gradient = back(gradient);
        }
        return gradient;
      },
    };
  };
}

const ownsParameters = (node: Traced): boolean =>
  isLeaf(node.layer) ? parametersOf(node.layer, node.input).length > 0 : node.children.some(ownsParameters);
