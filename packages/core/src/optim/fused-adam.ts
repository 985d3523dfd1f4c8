/** Adam and AdamW as one kernel over the whole list of variables, where the active backend has it. */
import type { Adam } from './description.ts';
import { fusedStep } from './fused-step.ts';
import { type Optimizer, requireTensor, stateKey } from './transform.ts';
import { adamCorrections } from './transforms.ts';

/** The same optimizer, with its steps taken by the backend's `AdamUpdate` if there is one. */
export const fusedAdam = (description: Adam, composed: Optimizer): Optimizer =>
  fusedStep('AdamUpdate', description, composed, (update, moving, state, clock) => {
    const isDecoupled = description.kind === 'adamW';
    const updates = moving.map(({ path, weightDecay, ...rest }) => ({
      ...rest,
      mean: requireTensor(state, stateKey('mean', path)),
      square: requireTensor(state, stateKey('square', path)),
      weightDecay: isDecoupled ? 0 : weightDecay,
      decoupledDecay: isDecoupled ? weightDecay : 0,
    }));
    update(updates, adamCorrections(description, clock));
  });
