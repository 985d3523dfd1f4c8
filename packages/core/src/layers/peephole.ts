/** Joins neighbours of a chain into one kernel where the active backend has it. Speed lives here, never in a paper's code. */
import type * as tf from '@tensorflow/tfjs-core';
import { fusedKernel } from '../backend/fused.ts';
import { join, type Traced } from './shapes.ts';
import type { PassState, Step } from './step.ts';
import type { Conv } from './types.ts';

/** A step of a chain and the child that it starts at. */
export interface PlacedStep {
  readonly step: Step;
  readonly index: number;
}

/** The steps of a chain for a pass: as they are, or with biased convolutions and the ReLU behind them as one inference kernel. */
export function fuseSteps(
  children: readonly Traced[],
  steps: readonly Step[],
): (state: PassState) => readonly PlacedStep[] {
  const plain = steps.map((step, index) => ({ step, index }));
  const joined: PlacedStep[] = [];
  for (let index = 0; index < children.length; index++) {
    const child = children[index]!;
    if (!isBiasedConv(child)) {
      joined.push(plain[index]!);
      continue;
    }
    const relu = isRelu(children[index + 1]);
    joined.push({ step: convBiasRelu(child, relu), index });
    if (relu) index++;
  }
  return state => (!state.differentiate && fusedKernel('ConvBiasRelu') ? joined : plain);
}

const isBiasedConv = (node: Traced): node is Traced<Conv> =>
  node.layer.op === 'conv' && node.layer.bias && !node.layer.unitNorm;

const isRelu = (node: Traced | undefined): boolean => node?.layer.op === 'activation' && node.layer.fn === 'relu';

function convBiasRelu({ layer, path }: Traced<Conv>, relu: boolean): Step {
  return (x, { variables }) => {
    const kernel = variables.get(join(path, 'kernel')) as tf.Tensor as tf.Tensor4D;
    const bias = variables.get(join(path, 'bias')) as tf.Tensor as tf.Tensor1D;
    return { y: fusedKernel('ConvBiasRelu')!(x as tf.Tensor4D, kernel, bias, layer, relu), back: undefined };
  };
}
