/** What every table of regressors shows, and the rows of the paper's ablation. */
import { type Claim, less, measured, type Row, score } from '@refold/lab';
import { bothRun, channelRun, colourRun, type Mode, meanRun, pcrRun, plainRun, spatialRun } from './recipes.ts';
import type { RegressionSettings } from './scales.ts';

const mse = { unit: '', better: 'lower', digits: 4, tolerance: 0.002 } as const;
const r2 = { unit: '', digits: 3, tolerance: 0.02 } as const;

/** Means over dimensions, then each dimension; D-ViSA and generated pictures have dominance too. */
export const columnsOf = (dimensions: readonly string[]) => ({
  mse: score({ heading: 'MSE', metric: 'mse', ...mse }),
  r2: score({ heading: 'R²', metric: 'r2', ...r2 }),
  signs: score({ heading: 'Wrong polarity', metric: 'signErrors', better: 'lower', digits: 1, tolerance: 1 }),
  ...Object.fromEntries(
    dimensions.flatMap(name => [
      [`mse-${name}`, measured({ heading: `MSE ${name}`, metric: `mse/${name}`, unit: '', digits: 4 })],
      [`r2-${name}`, measured({ heading: `R² ${name}`, metric: `r2/${name}`, unit: '', digits: 3 })],
    ]),
  ),
});

/** The rows of the paper's ablation, and what any regressor should beat. */
export const NAMES = {
  mean: 'Mean of the labels',
  colour: 'Ridge on colour statistics',
  plain: 'ResNet-101',
  spatial: 'ResNet-101 + spatial',
  channel: 'ResNet-101 + channel',
  both: 'ResNet-101 + both',
  pcr: 'ResNet-101 + both + PCR',
} as const;

const baseline = (name: string, network: string, train: Mode): Row<RegressionSettings> => ({
  name,
  printed: false,
  settings: { network },
  train,
});

export const BASELINES = [
  baseline(NAMES.mean, 'no network', meanRun),
  baseline(NAMES.colour, 'one linear layer', colourRun),
];

const onBackbone = (name: string, train: Mode): Row<RegressionSettings> => ({ name, network: 'ResNet-101', train });

export const ABLATION = [
  onBackbone(NAMES.plain, plainRun),
  onBackbone(NAMES.spatial, spatialRun),
  onBackbone(NAMES.channel, channelRun),
  onBackbone(NAMES.both, bothRun),
  onBackbone(NAMES.pcr, pcrRun(1)),
];

const claim = (a: string, b: string, sentence: string, column = 'mse'): Claim =>
  less(a, b, column, { sentence, source: 'abstract' });

/** The abstract's claims, and two of our own that they rest on. */
export const CLAIMS: readonly Claim[] = [
  claim(NAMES.both, NAMES.plain, 'Attention lowers the error of the backbone alone.'),
  claim(NAMES.both, NAMES.spatial, 'Both kinds of attention are better than spatial attention alone.'),
  claim(NAMES.both, NAMES.channel, 'Both kinds of attention are better than channel-wise attention alone.'),
  claim(NAMES.pcr, NAMES.both, 'The polarity-consistent loss lowers the error further.'),
  claim(
    NAMES.pcr,
    NAMES.both,
    'The polarity-consistent loss puts fewer predictions on the wrong side of neutral.',
    'signs',
  ),
  less(NAMES.plain, NAMES.mean, 'mse', {
    sentence: 'The backbone is better than the mean of the labels.',
    source: 'our own question',
    claimant: 'us',
  }),
  less(NAMES.plain, NAMES.colour, 'mse', {
    sentence: 'The backbone is better than ridge regression on colour statistics.',
    source: 'our own question',
    claimant: 'us',
  }),
];
