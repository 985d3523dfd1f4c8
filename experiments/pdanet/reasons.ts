/** Why some claims don't hold here: our guesses, and the experiments that would tell. */
import type { Reason } from '@refold/lab';

export const reasons: readonly Reason[] = [
  {
    table: 'table-3',
    claim: 'λ = 20 < λ = 0',
    reason:
      "a backbone that stays as it begins, behind which few parameters have to fit both terms of the loss: twenty times the weight on sides may cost more in distance than it gains. Judged together with the table's other claims it is undecided",
    experiment: 'the table at scale standard, where the backbone learns as well',
  },
  {
    table: 'extra-forms',
    claim: 'Softmax over channels as the gate = *',
    reason:
      'a softmax over the channels makes weights that sum to 1, so what comes through the gate is smaller by the number of channels, and what reads it learns as much more slowly at the same rate',
    experiment:
      'the same gate times the number of channels: the error should then be that of the network as its authors ran it',
  },
];
