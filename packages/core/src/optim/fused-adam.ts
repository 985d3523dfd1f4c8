/** Adam as one kernel over the whole list of variables, where the active backend has it. */
import * as tf from '@tensorflow/tfjs-core';
import { fusedKernel } from '../backend/fused.ts';
import type { Adam } from './description.ts';
import { byPath, matcher } from './rules.ts';
import { scheduleAt } from './schedule.ts';
import { type Optimizer, requireTensor, stateKey } from './transform.ts';
import { adamCorrections, MOMENTS } from './transforms.ts';

/**
 * The same optimizer, with its steps taken by the backend's `AdamUpdate` if there is one when a step is taken. State and its keys are those of
 * `composed`, so that one run can go from backend to backend.
 */
export function fusedAdam(description: Adam, composed: Optimizer): Optimizer {
  const { kind, lr } = description;
  const decay = byPath(description.weightDecay ?? 0, 'weightDecay');
  const scale = byPath(description.lrScale ?? 1, 'scale');
  const frozen = matcher(description.freeze ?? [], 'freeze');
  return {
    init: composed.init,
    step(variables, gradients, state, clock) {
      const update = fusedKernel('AdamUpdate');
      if (!update) return composed.step(variables, gradients, state, clock);
      const rate = scheduleAt(lr, clock);
      const moving = [...gradients].filter(([path]) => !frozen(path));
      const updates = moving.map(([path, gradient]) => {
        const [mean, square] = MOMENTS.map(slot => requireTensor(state, stateKey(slot, path))) as [
          tf.Tensor,
          tf.Tensor,
        ];
        return {
          variable: variables.get(path)!,
          gradient,
          mean,
          square,
          lr: rate,
          scale: scale(path),
          weightDecay: kind === 'adam' ? decay(path) : 0,
          decoupledDecay: kind === 'adamW' ? decay(path) : 0,
        };
      });
      update(updates, adamCorrections(description, clock));
      tf.dispose([...gradients.values()]);
    },
  };
}
