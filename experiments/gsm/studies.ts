/** What figures 3 and 4 train: one network by GSM with another momentum, or without re-selection. */
import { defineTable, type RunConfig, type Scale, score, type TableSpec } from '@refold/lab';
import { DENSENETS, DEVIATIONS, STUDIED } from './cifar.ts';
import { LENETS } from './mnist.ts';
import { firstSeed, gsmRun, type NetSettings } from './runs.ts';

interface StudySettings extends NetSettings {
  /** Share of the weights that stays. */
  readonly keep: number;
  /** Epochs from one copy of the parameters to the next. */
  readonly snapshotEvery: number;
}

const { smoke, quick } = LENETS['LeNet-300'];
const ON_MNIST = { keep: 1 / 60, snapshotEvery: 1 };

/** One network of those that the tables prune: LeNet-300-100 where CIFAR's would take too long. */
export const STUDY_SCALES: Readonly<Record<Scale, StudySettings>> = {
  smoke: { ...smoke, ...ON_MNIST },
  quick: { ...quick, ...ON_MNIST, seeds: [0, 1, 2] },
  standard: { ...STUDIED.standard, keep: 0.125, snapshotEvery: 1 },
  paper: { ...DENSENETS.paper, keep: 0.125, snapshotEvery: 10 },
};

/** What is changed: the momentum, or whether masks are selected again. It may have other seeds than the table. */
type Variant = Readonly<{ momentum?: number; frozenMask?: boolean; seeds?: readonly number[] }>;

/** GSM with that change, with copies of its parameters on the way and a count of re-activations. */
const studied =
  ({ momentum, frozenMask }: Variant) =>
  ({ keep, snapshotEvery, ...settings }: StudySettings, seed: number): RunConfig => {
    const sparse = { ...settings.sparse, ...(momentum && { momentum }) };
    const config = gsmRun(keep, frozenMask ? { frozenMask } : { counted: true })({ ...settings, sparse }, seed);
    return { ...config, snapshotEvery, evalEvery: snapshotEvery };
  };

/** The titles of panels of curves: of our network, and of the paper's. */
export const HERE = (scale: Scale): string => `here: ${STUDY_SCALES[scale].network}, ${scale}`;
export const PAPER = 'the paper: DenseNet-40';

/** A variant's run of the first seed. */
export const firstStudied = (variant: Variant, scale: Scale) => firstSeed(studied(variant), STUDY_SCALES[scale]);

type Study = Pick<TableSpec<StudySettings>, 'title' | 'printed' | 'claims' | 'deviations'>;
const printed = (when: string) => `top-1 ${when} pruning, mean of last 10 evaluations`;

/** A table with a row for each of the variants, by name: accuracy before and after zeroing, and shares of small weights. */
export const studyTable = (variants: Readonly<Record<string, Variant>>, { deviations = [], ...study }: Study) =>
  defineTable<StudySettings>({
    ...study,
    scales: STUDY_SCALES,
    columns: {
      before: score({ heading: 'Top-1 before zeroing', printed: printed('before'), metric: 'top1' }),
      after: score({ heading: 'Top-1 after', printed: printed('after 8x'), metric: 'top1Pruned' }),
      below3: score({ heading: 'Below 1e-3 before zeroing', metric: 'below1e-3' }),
      below4: score({ heading: 'Below 1e-4', metric: 'below1e-4' }),
    },
    rows: Object.entries(variants).map(([name, variant]) => ({
      name,
      printed: `DenseNet-40 8x ${name}`,
      settings: variant.seeds ? { seeds: variant.seeds } : {},
      train: studied(variant),
    })),
    deviations: [
      ...DEVIATIONS,
      'The paper studies DenseNet-40 at 8×, as --scale paper does; below standard it is LeNet-300-100 on MNIST at 60×, at standard ResNet-20 at 8×.',
      ...deviations,
    ],
  });
