/** A loss that isn't a number ends a run, and says where. */
import { RefoldError } from '../error.ts';
import type { Losses } from './task.ts';

/** Where a run is; steps and epochs count from 1. */
export interface Where {
  readonly step: number;
  readonly totalSteps: number;
  readonly epoch: number;
  readonly lr: number;
}

/** @throws RefoldError naming the first loss that isn't finite, the step, the epoch and the learning rate */
export function checkFinite(losses: Losses, { step, totalSteps, epoch, lr }: Where): void {
  const found = Object.entries(losses).find(([, loss]) => !Number.isFinite(loss));
  if (found === undefined) return;
  const [name, loss] = found;
  const which = name === 'loss' ? 'the loss' : `the loss '${name}'`;
  throw new RefoldError(
    `${which} is ${loss} at step ${step} of ${totalSteps} (epoch ${epoch}, learning rate ${lr}). Lower the learning rate, warm it up for longer, or clip gradients (clipNorm).`,
  );
}
