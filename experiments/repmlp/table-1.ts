/**
 * Table 1: the pure MLP on CIFAR-10, what its parts are worth, and a ConvNet of the same skeleton.
 *   npx refold reproduce repmlp --table table-1
 * quick trains 18 runs (6 networks, 3 seeds) of 2 epochs on 30,000 images, standard 18 of 10 epochs on all of them.
 * On two cores training takes about 15 minutes at quick and 8 hours at standard.
 * Comes out: top-1 of each, costs that equal the paper's, and whether the local and the global perceptron help.
 */
import { CIFAR } from '@refold/core/zoo';
import { compute, costsOf, defineTable, exact, greater, score } from '@refold/lab';
import { asPrinted, type MixerName, type PureSettings, pureTraining, SCALES } from './pure-mlps.ts';

/** Printed names, with what mixes positions; counted folded, but for the row that says otherwise. */
const ROWS: Readonly<Record<string, MixerName>> = {
  'Pure MLP': 'repmlp',
  'A) before conversion': 'repmlp',
  'B) w/o Local': 'without-local',
  'C) w/o Global': 'without-global',
  'D) FC3 as conv9': 'fc3-as-conv',
  'E) RepMLP as conv9': 'repmlp-as-conv',
  'Wide ConvNet': 'conv',
};
const BEFORE = 'A) before conversion';

const claim = (a: string, b: string, sentence: string, column = 'top1') =>
  greater(a, b, column, { sentence, source: 'table 1' });

export default defineTable<PureSettings>({
  title: 'Pure MLP on CIFAR-10',
  printed: 'table1_cifar10-pure-mlp.csv',
  scales: SCALES,
  columns: {
    top1: score({ heading: 'Top-1', printed: 'Top-1 acc', metric: 'top1' }),
    macs: exact({ heading: 'Multiply-adds', printed: 'FLOPs', unit: 'M', rounding: 'truncate', of: 'folded.macs' }),
    params: exact({ heading: 'Parameters', printed: 'Params', unit: 'M', rounding: 'truncate', of: 'folded.params' }),
  },
  rows: Object.entries(ROWS).map(([name, mixer]) => {
    const model = { input: CIFAR, build: () => asPrinted(mixer) };
    // As trained, the paper counts the running statistics too.
    const unfolded = {
      macs: compute(() => costsOf(model).trained.macs),
      params: compute(() => costsOf(model).trained.params + costsOf(model).trained.statistics),
    };
    return {
      name,
      model,
      train: settings => pureTraining(mixer, settings),
      cells: name === BEFORE ? unfolded : {},
    };
  }),
  claims: [
    claim('Pure MLP', 'B) w/o Local', 'The local perceptron helps.'),
    claim('C) w/o Global', 'B) w/o Local', 'The local perceptron helps more than the global one.'),
    claim('Pure MLP', 'C) w/o Global', 'The global perceptron helps.'),
    claim('Pure MLP', 'D) FC3 as conv9', 'A fully-connected layer beats a convolution in its place.'),
    claim('Pure MLP', 'D) FC3 as conv9', 'It takes more parameters for that.', 'params'),
    claim('D) FC3 as conv9', 'E) RepMLP as conv9', 'The global perceptron helps a convolution too.'),
    claim('Wide ConvNet', 'Pure MLP', 'A ConvNet of the same skeleton, twice as wide, is better.'),
  ],
  deviations: [
    "At quick and smoke the images are halved to 16×16 and partitions are of 4×4, with convolutions of 1 and 3, so that two cores train it; the convolutions of rows D and E are then 5×5. Costs are those of the paper's networks at every scale.",
    'Below --scale paper the recipe is that of all tables of blocks (docs/recipes.md): few epochs, Nesterov momentum, label smoothing of 0.1.',
    "FC3 starts from a normal distribution with the column norms of the authors' orthogonal matrix.",
    'Whether the last two layers have a ReLU in between is not in the paper; they have.',
  ],
});
