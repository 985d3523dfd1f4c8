/** Tables 4 and 5 are one table with different rows and another recipe. */
import { models as shared } from '@refold/core/zoo';
import {
  aboveSmoke,
  type ClassificationSettings,
  defineTable,
  exact,
  needsImageNet,
  ratio,
  score,
  type TableSpec,
  timedAt,
  timingOf,
} from '@refold/lab';
import { models as own } from 'repvgg';
import { type Recipe, training } from './recipes.ts';

interface ImageNetTable extends Pick<TableSpec<never>, 'title' | 'printed' | 'claims' | 'deviations'> {
  /** Names of the models, as the paper prints them. */
  readonly names: readonly string[];
  readonly recipe: Recipe;
  readonly epochs: number;
}

/** The models behind the names that the paper prints; none where it doesn't describe them. */
const MODELS = new Map(Object.entries({ ...shared, ...own }).map(([name, entry]) => [name.toLowerCase(), entry]));

/** Rows that are timed at every scale. */
const SMALL = ['RepVGG-A0', 'ResNet-18', 'ResNet-50'];
/** The row that speeds are relative to, folded. */
const REFERENCE = 'ResNet-50';
/** The row whose printed Winograd multiplications contradict the rule that gives all others. */
const DISPUTED = 'ResNeXt-101';

/** At all scales the costs are the paper's; the speeds are those of reduced images, so that a CPU answers. */
export function imagenetTable({ names, recipe, epochs, deviations = [], ...table }: ImageNetTable) {
  const run = { data: 'imagenet', epochs, batchSize: 256, lr: 0.1, comparable: true };
  return defineTable<ClassificationSettings>({
    ...table,
    scales: {
      smoke: { ...run, ...timedAt(1, 1, 32) },
      quick: { ...run, ...timedAt(1, 3, 96) },
      standard: { ...run, ...timedAt(1, 5, 224) },
      paper: { ...run, ...timedAt(128, 50, 224) },
    },
    columns: {
      top1: score({ heading: 'Top-1', metric: 'top1' }),
      speed: ratio({ heading: 'Speed, folded', to: REFERENCE, fold: true }),
      speed_trained: ratio({ heading: 'Speed, as trained', to: REFERENCE }),
      params: exact({ heading: 'Parameters', unit: 'M', rounding: 'truncate', of: 'folded.params' }),
      theo_flops: exact({ heading: 'Multiply-adds', unit: 'G', of: 'folded.macs' }),
      wino_muls: exact({ heading: 'Winograd multiplications', unit: 'G', of: 'folded.winogradMuls' }),
    },
    rows: names.map(name => {
      const model = MODELS.get(name.toLowerCase());
      if (model === undefined) return { name, notRun: 'the paper does not describe its architecture' };
      const bench = timingOf(model, name === REFERENCE ? { fold: true } : {});
      return {
        name,
        model,
        train: needsImageNet(settings => training(model.build(), settings, recipe)),
        bench: SMALL.includes(name) ? bench : aboveSmoke(bench),
        disputed: name === DISPUTED ? ['wino_muls'] : [],
      };
    }),
    deviations: [
      ...deviations,
      'Speeds are relative to folded ResNet-50 in the same run, of networks before and after folding, with random parameters.',
      'Below --scale paper speeds are of one image at a time, at quick a smaller one; the paper has 128 at 224×224.',
    ],
  });
}
