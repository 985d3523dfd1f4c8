/** SGD as one kernel over the whole list of variables, where the active backend has it. */
import type { Sgd } from './description.ts';
import { fusedStep } from './fused-step.ts';
import { byPath } from './rules.ts';
import { type Optimizer, requireTensor, stateKey } from './transform.ts';

/** The same optimizer, with its steps taken by the backend's `SgdUpdate` if there is one. */
export function fusedSgd(description: Sgd, composed: Optimizer): Optimizer {
  const { nesterov = false } = description;
  const hasVelocity = description.momentum !== undefined && description.momentum !== 0;
  const momentum = byPath(description.momentum ?? 0, 'momentum');
  return fusedStep('SgdUpdate', description, composed, (update, moving, state) => {
    const updates = moving.map(({ path, lr, scale, ...rest }) => ({
      ...rest,
      ...(hasVelocity ? { velocity: requireTensor(state, stateKey('momentum', path)) } : {}),
      lr: lr * scale,
      momentum: momentum(path),
    }));
    update(updates, nesterov);
  });
}
