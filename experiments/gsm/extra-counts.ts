/**
 * Not printed in the paper: the weights of its networks, how many are active and how many are left, and how passive ones shrink.
 *   npx refold reproduce gsm --table extra-counts
 * Seconds at every scale: nothing is trained or timed.
 * Comes out: counts that equal those of the authors' code to the unit.
 */
import { compute, defineTable, exact } from '@refold/lab';
import { activeCount, keptCount, passiveFactor, sizeOfAll } from 'gsm';
import { kernelsIn, paramsOf } from './pruned.ts';

/** The paper's names, and those of the tables' networks. */
const NETS = {
  'LeNet-300-100': 'LeNet-300',
  'LeNet-5': 'LeNet-5',
  'ResNet-56': 'ResNet-56',
  'DenseNet-40': 'DenseNet-40',
  'ResNet-50': 'ResNet-50',
} as const;

/** Shares of the weights that are active in a step, and whether the file has what is left too. */
const RATIOS: readonly (readonly [name: keyof typeof NETS, ratio: string, keep: number, isLeft: boolean])[] = [
  ['LeNet-300-100', '60x', 1 / 60, true],
  ['LeNet-5', '125x', 0.008, true],
  ['LeNet-5', '300x', 1 / 300, true],
  ['ResNet-56', '6.6x', 0.15, true],
  ['ResNet-56', '10x', 0.1, true],
  ['DenseNet-40', '6.6x', 0.15, false],
  ['DenseNet-40', '8x', 0.125, false],
  ['DenseNet-40', '10x', 0.1, false],
  ['ResNet-50', '4x', 0.25, false],
  ['ResNet-50', '5x', 0.2, false],
];

/** Learning rates, weight decays and momenta. */
const DECAYS = [
  ['1e-2', '5e-4', '0.99'],
  ['1e-2', '5e-4', '0.9'],
  ['5e-3', '1e-4', '0.98'],
  ['5e-3', '1e-4', '0.9'],
] as const;

export default defineTable({
  title: 'Extra: weights to the unit',
  printed: 'tableC1_computed-counts.csv',
  scales: { smoke: {} },
  columns: {
    kernels: exact({ heading: 'Weights of kernels', printed: 'kernel weights (masked set N)' }),
    params: exact({ heading: 'Parameters', printed: 'all trainable params' }),
    active: exact({ heading: 'Active in a step', printed: 'Q = floor(rN)' }),
    left: exact({ heading: 'Left by pruning', printed: 'kept by final magnitude zeroing (no ties)' }),
    factor: exact({ heading: 'Factor of a passive weight per step', printed: 'lambda per step' }),
  },
  rows: [
    ...Object.entries(NETS).map(([name, net]) => ({
      name,
      cells: { kernels: compute(() => sizeOfAll(kernelsIn(net))), params: compute(() => paramsOf(net)) },
    })),
    ...RATIOS.map(([name, ratio, keep, isLeft]) => {
      const size = () => sizeOfAll(kernelsIn(NETS[name]));
      return {
        name: `${name} ${ratio}`,
        cells: {
          active: compute(() => activeCount(size(), keep)),
          ...(isLeft && { left: compute(() => keptCount(size(), keep)) }),
        },
      };
    }),
    ...DECAYS.map(([lr, weightDecay, momentum]) => ({
      name: `passive decay root lr ${lr} wd ${weightDecay} momentum ${momentum}`,
      cells: {
        factor: compute(() =>
          String(passiveFactor({ lr: Number(lr), weightDecay: Number(weightDecay), momentum: Number(momentum) })),
        ),
      },
    })),
  ],
  deviations: ["The paper prints none of these: the values beside ours were counted on the authors' code."],
});
