/** SGD as one kernel over the whole list of variables, where the active backend has it. */
import * as tf from '@tensorflow/tfjs-core';
import { fusedKernel } from '../backend/fused.ts';
import type { Sgd } from './description.ts';
import { byPath, matcher } from './rules.ts';
import { scheduleAt } from './schedule.ts';
import { type Optimizer, requireTensor, stateKey } from './transform.ts';

/**
 * The same optimizer, with its steps taken by the backend's `SgdUpdate` if there is one when a step is taken. State and its
 * keys are those of `composed`, so that one run can go from backend to backend.
 */
export function fusedSgd(description: Sgd, composed: Optimizer): Optimizer {
  const { lr, nesterov = false } = description;
  const hasVelocity = description.momentum !== undefined && description.momentum !== 0;
  const momentum = byPath(description.momentum ?? 0, 'momentum');
  const weightDecay = byPath(description.weightDecay ?? 0, 'weightDecay');
  const scale = byPath(description.lrScale ?? 1, 'scale');
  const frozen = matcher(description.freeze ?? [], 'freeze');
  return {
    init: composed.init,
    step(variables, gradients, state, clock) {
      const update = fusedKernel('SgdUpdate');
      if (!update) return composed.step(variables, gradients, state, clock);
      const rate = scheduleAt(lr, clock);
      const moving = [...gradients].filter(([path]) => !frozen(path));
      const updates = moving.map(([path, gradient]) => ({
        variable: variables.get(path)!,
        gradient,
        ...(hasVelocity ? { velocity: requireTensor(state, stateKey('momentum', path)) } : {}),
        lr: rate * scale(path),
        momentum: momentum(path),
        weightDecay: weightDecay(path),
      }));
      update(updates, nesterov);
      tf.dispose([...gradients.values()]);
    },
  };
}
