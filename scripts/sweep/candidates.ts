/** What was tried for the networks and recipes of the scales quick and standard: each a plain network for CIFAR-10 under one recipe. */
import type { Layer } from '@refold/core/layers';
import { type PlainSpec, plainSpecs } from '@refold/core/zoo';
import { mixers, pureMLP } from 'repmlp';
import { branchAblations, repvgg } from 'repvgg';

/** A network and how it is trained. */
export interface Candidate {
  readonly spec: PlainSpec;
  /** Widths of RepMLP's skeleton, in place of `spec`. */
  readonly skeleton?: readonly number[];
  /** Training images: the first so many. */
  readonly images: number;
  readonly epochs: number;
  readonly batchSize: number;
  /** Peak of the cosine, after a linear warm-up of `warmUp` epochs. */
  readonly lr: number;
  readonly warmUp: number;
  readonly weightDecay: number;
  readonly labelSmoothing: number;
  /** Zeros added at each border before the crop. */
  readonly pad: number;
}

/** The candidates of a scale, by what they change. */
export interface Regime {
  /** The last training images, which no candidate trains on: accuracy is theirs. */
  readonly held: number;
  readonly candidates: Readonly<Record<string, Candidate>>;
}

/** The network of a candidate: a RepVGG without branches, or the ConvNet with the skeleton of RepMLP's pure MLP. */
export const layerOf = ({ spec, skeleton }: Candidate): Layer =>
  skeleton === undefined
    ? repvgg(spec, { variant: branchAblations.none, classes: 10 })
    : pureMLP({ mixer: mixers().conv, widths: skeleton });

const small: Candidate = {
  spec: plainSpecs['plain-cifar-small'],
  images: 30_000,
  epochs: 2,
  batchSize: 64,
  lr: 0.2,
  warmUp: 0.5,
  weightDecay: 5e-4,
  labelSmoothing: 0.1,
  pad: 4,
};
const over = (base: Candidate, changes: Readonly<Record<string, Partial<Candidate>>>): Regime['candidates'] =>
  Object.fromEntries(Object.entries(changes).map(([name, own]) => [name, { ...base, ...own }]));
const spec = (depths: string, widths: string, strides: string): PlainSpec => ({
  depths: depths.split('-').map(Number),
  widths: widths.split('-').map(Number),
  strides: strides.split('-').map(Number),
});

/** Each begins with the first and says what it changes. */
const QUICK: Readonly<Record<string, Partial<Candidate>>> = {
  'first look': {},
  'rate 0.1': { lr: 0.1 },
  'pad 2': { pad: 2 },
  'batch 32, rate 0.1': { batchSize: 32, lr: 0.1 },
  'batch 128': { batchSize: 128 },
  'decay 1e-3': { weightDecay: 1e-3 },
  'no smoothing': { labelSmoothing: 0 },
  '5 layers': { spec: spec('1-1-1-1-1', '16-48-96-128-128', '1-2-2-2-1') },
  'stem at half side': { spec: spec('1-1-1-1-1', '32-64-96-192-192', '2-1-2-2-1') },
  'half side, 7 layers': { spec: spec('1-1-2-2-1', '32-32-64-128-128', '2-1-2-2-1') },
  'pad 2, rate 0.1': { pad: 2, lr: 0.1 },
  'pad 2, decay 1e-3': { pad: 2, weightDecay: 1e-3 },
  'pad 1': { pad: 1 },
  'pad 2, 5 layers': { pad: 2, spec: spec('1-1-1-1-1', '16-40-80-128-128', '1-2-2-2-1') },
  'pad 2, stem at half side': { pad: 2, spec: spec('1-1-1-1-1', '24-48-96-160-160', '2-1-2-2-1') },
  'pad 2, stem at half side, rate 0.1': { pad: 2, lr: 0.1, spec: spec('1-1-1-1-1', '24-48-96-160-160', '2-1-2-2-1') },
  'half side, wide early': { spec: spec('1-2-1-1-1', '48-48-96-128-128', '2-1-2-2-1') },
};

const large: Candidate = {
  spec: spec('1-2-2-2-1', '32-64-128-256-256', '1-2-2-2-1'),
  images: 45_000,
  epochs: 6,
  batchSize: 128,
  lr: 0.2,
  warmUp: 1,
  weightDecay: 5e-4,
  labelSmoothing: 0.1,
  pad: 4,
};

const STANDARD: Readonly<Record<string, Partial<Candidate>>> = {
  'batch 64, pad 2': { batchSize: 64, pad: 2 },
  'half side, 9 epochs, pad 2': { spec: plainSpecs['plain-cifar'], epochs: 9, pad: 2 },
  // As many steps as ten epochs of all 50,000 images.
  'half side, 11 epochs, pad 2': { spec: plainSpecs['plain-cifar'], epochs: 11, pad: 2 },
  'half side, 11 epochs, pad 1': { spec: plainSpecs['plain-cifar'], epochs: 11, pad: 1 },
  'narrow, 11 epochs, pad 2': { spec: spec('1-2-2-2-1', '24-48-96-192-192', '1-2-2-2-1'), epochs: 11, pad: 2 },
  "RepMLP's ConvNet, 5 epochs, pad 2": { skeleton: [32, 64, 128], epochs: 5, pad: 2, batchSize: 64 },
  'first look': {},
};

export const REGIMES: Readonly<Record<string, Regime>> = {
  quick: { held: 10_000, candidates: over(small, QUICK) },
  standard: { held: 5_000, candidates: over(large, STANDARD) },
};
