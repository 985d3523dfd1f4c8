/** Figure 2 as a table: whether layers that suffer more when pruned alone are left more by GSM. */
import { defineTable, greater, onlyAt, type RunConfig, type Scale, type Settings, score, trained } from '@refold/lab';
import {
  DEVIATIONS as CIFAR_DEVIATIONS,
  SCALES as CIFAR_SCALES,
  type CifarSettings,
  denseSettings,
  gsmTraining as onCifar,
  SMALL,
} from './cifar.ts';
import {
  DEVIATIONS,
  SCALES as MNIST_SCALES,
  type MnistSettings,
  rowSettings as ofMnistRow,
  gsmTraining as onMnist,
} from './mnist.ts';

interface NetSettings extends Settings {
  readonly mnist: MnistSettings;
  readonly residual: CifarSettings;
  readonly dense: CifarSettings;
}

const settingsAt = (scale: Scale): NetSettings => ({
  mnist: { ...MNIST_SCALES[scale], ...ofMnistRow('LeNet-5')(scale) },
  residual: scale === 'standard' ? SMALL : CIFAR_SCALES[scale],
  dense: { ...CIFAR_SCALES[scale], ...denseSettings(scale) },
});

/** One of the networks, pruned as in the tables. */
interface Net {
  /** Of its row. */
  readonly name: string;
  readonly of: (settings: NetSettings) => Settings;
  readonly training: (settings: NetSettings, seed: number) => RunConfig;
  readonly scales: readonly [Scale, ...Scale[]];
  /** What its rank correlation must exceed. */
  readonly bound: number;
}

const ALL_SCALES = ['smoke', 'quick', 'standard', 'paper'] as const;

/** What chance alone exceeds once in twenty. Seeds that begin with the same weights don't tell it from none. */
const byChance = (layers: number): number => Number((1.645 / Math.sqrt(layers - 1)).toFixed(2));

const NETS: readonly Net[] = [
  {
    name: 'LeNet-5 125x',
    of: ({ mnist }) => mnist,
    training: ({ mnist }, seed) => onMnist('LeNet-5', 0.008, mnist, seed),
    scales: ALL_SCALES,
    bound: 0,
  },
  {
    name: 'ResNet 6.6x',
    of: ({ residual }) => residual,
    training: ({ residual }, seed) => onCifar(residual, 0.15, seed),
    scales: ALL_SCALES,
    bound: byChance(20),
  },
  {
    name: 'DenseNet-40 6.6x',
    of: ({ dense }) => dense,
    training: ({ dense }, seed) => onCifar(dense, 0.15, seed),
    scales: ['standard', 'paper'],
    bound: byChance(40),
  },
];

/** The networks that are trained at a scale: their names, and the trainings of their first seeds. */
export const firstSeeds = (scale: Scale) =>
  NETS.filter(({ scales }) => scales.includes(scale)).map(({ of, training, name }) => {
    const settings = settingsAt(scale);
    const ratio = name.slice(name.lastIndexOf(' ') + 1);
    return { name: `${of(settings).network}, ${ratio}`, config: { ...training(settings, 0), seed: 0 } };
  });

export default defineTable({
  paper: 'gsm',
  id: 'figure-2',
  title: 'Figure 2: rank correlation of layers’ sensitivity and of what GSM leaves of them',
  scales: Object.fromEntries(ALL_SCALES.map(scale => [scale, settingsAt(scale)])) as Record<Scale, NetSettings>,
  columns: { agreement: score({ heading: 'Rank correlation', unit: '' }) },
  rows: NETS.map(({ name, of, training, scales }) => ({
    name,
    settings: (scale: Scale) => of(settingsAt(scale)),
    cells: { agreement: onlyAt(scales, trained(training, 'rankCorrelation'), 'takes hours') },
  })),
  claims: NETS.map(({ name, bound }) =>
    greater(name, bound, 'agreement', {
      sentence: 'GSM leaves more of the layers that suffer more when they are pruned alone.',
      source: 'section 4.2, figure 2',
    }),
  ),
  deviations: [
    ...DEVIATIONS,
    ...CIFAR_DEVIATIONS,
    'Spearman’s coefficient between a layer’s mean loss of accuracy over the four shares that are pruned, in the base network, and the share of its weights that GSM leaves. The paper draws LeNet-5 and DenseNet-40. Chance exceeds a coefficient of 0.38 once in twenty over the 20 layers of ResNet-20, and 0.26 over DenseNet-40’s 40: seeds begin with the same weights there, so theirs must exceed that.',
  ],
});
