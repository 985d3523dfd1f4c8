/** Why some claims don't hold here: our guesses, and the experiments that would tell. */
import type { Reason } from '@refold/lab';

export const reasons: readonly Reason[] = [
  {
    table: 'extra-d-visa-fi',
    claim: 'CycleEmotionGAN > Source-only',
    reason:
      'with 320 pictures the source classifier itself is right in 14 % of eight classes, hardly more often than chance (12.5 %), so adaptation has next to nothing to carry over; rates were not tuned for pictures of emotions',
    experiment:
      'the table at scale standard, with all pictures: source only has to be well above chance before the claim can be judged',
  },
];
