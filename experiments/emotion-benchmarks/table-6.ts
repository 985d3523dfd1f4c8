/**
 * Table 6: dataset bias: polarity learnt on one set, tested on all.
 *   npx refold reproduce emotion-benchmarks --table table-6
 * About two minutes at quick, ten at standard, on two cores.
 * Comes out: how much is lost where the pictures are of another set; figure-bias draws it.
 */
import { type Cell, type Claim, defineTable, greater, score, trained } from '@refold/lab';
import { cell } from './recipes.ts';
import { type BenchmarkSettings, DEVIATIONS, onceSetsAreHere, SETS, type SetName, scalesOf } from './scales.ts';

export const NAMES = Object.keys(SETS) as readonly SetName[];
export const trainedOn = (set: SetName): string => `train:${set}`;
export const testedOn = (set: SetName): string => `test:${set}`;

/** Tested on the fold of the seed of `test`; learnt from the other folds of `from`, which for another set changes little and keeps sizes alike. */
const acrossSets = (from: SetName, test: SetName): Cell<BenchmarkSettings> =>
  onceSetsAreHere(
    [from, test],
    trained<BenchmarkSettings>(
      (settings, seed) =>
        cell({ learner: 'logistic-regression', label: 'polarity', from: SETS[from] })(
          settings.best.includes('deep') ? { ...settings, data: SETS[test] } : settings,
          seed,
        ),
      'top1',
    ),
  );

const biased = (from: SetName, test: SetName): Claim =>
  greater(trainedOn(test), trainedOn(from), testedOn(test), {
    sentence: `On ${test} who learnt from ${test} is better than who learnt from ${from}.`,
    source: 'survey, C5: in-domain accuracy is the maximum of most columns',
  });

export default defineTable<BenchmarkSettings>({
  title: 'Dataset bias: accuracy of polarity across sets',
  printed: 'table6_dataset-bias.csv',
  scales: scalesOf('Emotion6'),
  columns: Object.fromEntries(
    NAMES.map(set => [testedOn(set), score({ heading: `on ${set}`, unit: '', digits: 3, tolerance: 0.03 })]),
  ),
  rows: NAMES.map(from => ({
    name: trainedOn(from),
    heading: `learnt from ${from}`,
    ...(from !== 'FI' && { printed: false as const }),
    cells: Object.fromEntries(NAMES.map(test => [testedOn(test), acrossSets(from, test)])),
  })),
  claims: [
    biased('D-ViSA', 'Emotion6'),
    biased('Emotion6', 'D-ViSA'),
    biased('Emotion6', 'FI'),
    biased('FI', 'Emotion6'),
    biased('D-ViSA', 'FI'),
    biased('Emotion6', 'OASIS'),
    biased('Emotion6', 'WikiArt-Emotions'),
  ],
  deviations: [
    'The survey fine-tunes a network; here logistic regression learns from the last map of EfficientNet-Lite0.',
    'D-ViSA and WikiArt-Emotions have 180 paintings in common: between those two the numbers are too good.',
    'FI: 746 pictures of 23,308.',
    ...DEVIATIONS,
  ],
});
