/** Optimizers whose steps are one kernel over the whole list of variables, where the active backend has it. */
import * as tf from '@tensorflow/tfjs-core';
import { type FusedKernelName, type FusedKernels, fusedKernel } from '../backend/fused.ts';
import type { CommonSettings } from './description.ts';
import { byPath, matcher } from './rules.ts';
import { type Clock, scheduleAt } from './schedule.ts';
import type { Optimizer, Tensors } from './transform.ts';

/** A variable at a step, with the settings that every optimizer has. */
export interface Moving {
  readonly path: string;
  readonly variable: tf.Variable;
  readonly gradient: tf.Tensor;
  /** Of the schedule. */
  readonly lr: number;
  readonly scale: number;
  readonly weightDecay: number;
}

/** Takes the step of all variables that move; borrows everything. */
type Step<Kernel> = (kernel: Kernel, moving: readonly Moving[], state: Tensors, clock: Clock) => void;

/**
 * The same optimizer, with its steps taken by `step` if the backend has the kernel when a step is taken. `step` keeps the state under the keys of
 * `composed`, so that one run can go from backend to backend.
 */
export function fusedStep<Name extends FusedKernelName>(
  name: Name,
  { lr, ...settings }: CommonSettings,
  composed: Optimizer,
  step: Step<FusedKernels[Name]>,
): Optimizer {
  const weightDecay = byPath(settings.weightDecay ?? 0, 'weightDecay');
  const scale = byPath(settings.lrScale ?? 1, 'scale');
  const frozen = matcher(settings.freeze ?? [], 'freeze');
  return {
    init: composed.init,
    step(variables, gradients, state, clock) {
      const kernel = fusedKernel(name);
      if (!kernel) return composed.step(variables, gradients, state, clock);
      const rate = scheduleAt(lr, clock);
      const moving = [...gradients]
        .filter(([path]) => !frozen(path))
        .map(([path, gradient]) => ({
          path,
          variable: variables.get(path)!,
          gradient,
          lr: rate,
          scale: scale(path),
          weightDecay: weightDecay(path),
        }));
      step(kernel, moving, state, clock);
      tf.dispose([...gradients.values()]);
    },
  };
}
