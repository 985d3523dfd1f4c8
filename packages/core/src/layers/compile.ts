/**
 * Compiles a traced expression once into nested steps. A step borrows its input and returns an output that the caller
 * owns, with a `back` that consumes ∂L/∂y, frees what the step had saved, and returns ∂L/∂x: so a backward walk holds
 * no more than it still needs. No `tf.tidy` stays open around a pass.
 */
import * as tf from '@tensorflow/tfjs-core';
import { merge } from './accumulate.ts';
import { concatStep, productStep, sumStep, tapStep } from './combinators.ts';
import { ParameterPaths, PassContext } from './context.ts';
import { evaluatorOf } from './evaluate.ts';
import type { Evaluated } from './leaves/evaluation.ts';
import { ownsParameters } from './parameters.ts';
import { planSteps } from './peephole/index.ts';
import { isLeaf, type Link, links, type Traced } from './shapes.ts';
import { type Back, keep, release, type Step } from './step.ts';
import { share } from './tensors/share.ts';
import { tilesStep } from './tiles.ts';
import type { Leaf, Tiles } from './types.ts';

/** Compiles an expression that shape inference has accepted. */
export const compile = (node: Traced): Step => sequence([node]);

/** The step of a node by itself. */
function single(node: Link): Step {
  const { layer } = node;
  if (isLeaf(layer)) return leafStep(node as Traced<Leaf>);
  const children = node.children.map(compile);
  switch (layer.op) {
    case 'sum':
      return sumStep(children);
    case 'product':
      return productStep(children);
    case 'concat':
      return concatStep(children, node.output);
    case 'tap':
      return tapStep(layer, children[0]);
    case 'tiles':
      return tilesStep(node as Traced<Tiles>, children[0]!);
  }
}

function leafStep({ layer, path }: Traced<Leaf>): Step {
  const paths = new ParameterPaths(path);
  const evaluate = evaluatorOf(layer);
  return (x, state, needsInputGrad) => {
    const context = new PassContext(state, paths, needsInputGrad);
    let saved: readonly tf.Tensor[] = [];
    let backward: Evaluated['backward'] | undefined;
    const y = tf.tidy(() => {
      const result = evaluate(layer, x, context);
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
      back(dy, total) {
        let apart = total;
        const dx = tf.tidy(() => {
          const gradient = back(dy, saved, () => {
            const taken = apart;
            apart = undefined;
            return taken;
          });
          // dy is about to be freed: a leaf that passes it through gets another handle on it.
          return gradient === undefined ? [] : [gradient === dy ? share(dy) : gradient];
        });
        release(state, saved);
        dy.dispose();
        return merge(apart, dx[0]);
      },
    };
  };
}

/** Neighbours of a chain: each sees the output of the one before, which is freed once that has taken what it needs. */
function sequence(neighbours: readonly Traced[]): Step {
  const nodes = neighbours.flatMap(links);
  const steps = planSteps(nodes, single, sequence);
  // ∂L/∂x of a node is wanted when the sequence's is, or when some parameter sits before it.
  const firstLearner = nodes.findIndex(ownsParameters);
  const learnsBefore = (index: number) => firstLearner !== -1 && firstLearner < index;
  return (x, state, needsInputGrad) => {
    let current = x;
    const backs: Back[] = [];
    for (const { step, index } of steps(state.rules)) {
      const { y, back } = step(current, state, needsInputGrad || learnsBefore(index));
      if (current !== x) current.dispose();
      current = y;
      if (back) backs.push(back);
    }
    const y = current === x ? share(x) : current;
    if (!state.differentiate) return { y, back: undefined };
    return {
      y,
      back(dy, total) {
        const [first, ...others] = backs;
        let gradient: tf.Tensor | undefined = dy;
        for (const back of others.reverse()) {
          if (gradient === undefined) break;
          gradient = back(gradient);
        }
        return first && gradient ? first(gradient, total) : merge(total, gradient);
      },
    };
  };
}
