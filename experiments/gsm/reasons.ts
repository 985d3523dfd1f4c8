/** Why some claims don't hold here: our guesses, and the experiments that would tell. */
import type { Reason } from '@refold/lab';

export const reasons: readonly Reason[] = [
  {
    table: 'table-1',
    claim: '* GSM* = 0 within 0.1',
    reason:
      "the schedule is shorter than the paper's, so weights that receive no gradient are small at its end and not zero: 36 epochs at standard, 240 in the paper. With those, LeNet-300-100 lost 0.03 points here (three seeds), and LeNet-5 0.01 and 0.00 (one seed)",
    experiment: 'two more seeds of LeNet-5 at scale paper',
  },
  {
    table: 'table-1',
    claim: 'LeNet-5 GSM 125x > *',
    reason:
      'three epochs are too few for GSM: zeroing costs its network 0.6 points, which is nearly the whole difference',
    experiment: 'both rows at scale standard',
  },
  {
    table: 'table-2',
    claim: '* = 0 within 0.1',
    reason:
      'at quick GSM has 3 epochs of 6,000 images, so weights that receive no gradient are far from zero when they are cut. At standard, with 18 epochs of all images, one seed lost 0.01 points at 6.6× and 0.06 at 10×',
    experiment: 'two more seeds at scale standard',
  },
  {
    table: 'table-2',
    claim: '* > *, largest weights, trained on',
    reason:
      "at quick zeroing alone costs GSM 33 points, for its schedule has 3 epochs of 6,000 images. That isn't all: the one seed at standard, where zeroing costs next to nothing, is 2.1 points worse as well",
    experiment: 'two more seeds at scale standard; if they agree with the first, the claim is wrong of ResNet-56',
  },
  {
    table: 'table-4',
    claim: 'LeNet-5 300x < 12.35',
    reason:
      "tickets are trained with a rate that warms up and from kernels by Glorot's rule, as in the authors' later PyTorch code; the paper's own may have died in their first steps without",
    experiment: "tickets without the warm-up, and with the initialisation of the authors' first code",
  },
  {
    table: 'figure-2',
    claim: 'ResNet 6.6x > 0.38',
    reason:
      "the paper draws LeNet-5 and DenseNet-40, not a ResNet, whose shortcuts carry a layer's input past it: what a layer costs that is pruned alone may say less there of what it is worth among pruned others",
    experiment:
      'DenseNet-40 with three seeds at standard (its one seed exceeds the bound by 0.54), beside ResNet-20 without shortcuts',
  },
];
