/** One cell of the benchmark: features, a learner, and the samples that it learns from and is tested on. */
import { RefoldError, type Rng, suggestions } from '@refold/core';
import type { DatasetSpec } from '@refold/core/data';
import type { Extractor } from '../features/extractor.ts';
import { EXTRACTORS } from '../features/index.ts';
import { LEARNERS } from '../learners/index.ts';
import type { Learner, LearnerSettings, Samples } from '../learners/learner.ts';
import type { ExtractionContext } from './extraction.ts';
import { joined, partsOf, samplesOf } from './samples.ts';
import { type Outcome, outcomeOf, standardised } from './score.ts';
import { chosenSettings } from './selection.ts';

/** A cell as plain data. */
export interface CellSpec {
  /** Names of extractors: their features side by side. */
  readonly features: readonly string[];
  readonly learner: LearnerSpec;
  readonly train: DatasetSpec;
  readonly test: DatasetSpec;
  /** How many parts of the training samples are left out in turn while settings are chosen. */
  readonly innerFolds: number;
}

/** A learner by name; settings that are given aren't chosen. */
export interface LearnerSpec {
  readonly name: string;
  readonly settings?: LearnerSettings;
}

/** What came of a cell. */
export interface CellOutcome extends Outcome {
  readonly settings: LearnerSettings;
  readonly test: Samples;
  /** How many samples it learnt from. */
  readonly trained: number;
}

/** How a cell is run. */
export interface CellContext extends ExtractionContext {
  readonly rng: Rng;
}

/**
 * Extracts, chooses settings, learns and tests.
 * @throws RefoldError for a name that isn't known, a learner of other labels, and as `featuresOf` does
 */
export async function runCell(spec: CellSpec, { rng, ...context }: CellContext): Promise<CellOutcome> {
  const extractors = spec.features.map(extractorNamed);
  const learner = learnerNamed(spec.learner.name);
  const parts = await partsOf(spec.train, extractors, context, rng.fork('parts'));
  const train = joined(parts);
  const test = await samplesOf(spec.test, extractors, context);
  requireLearnt(learner, train, test);
  const fit = { rng: rng.fork('learner'), stopIfAsked: context.stopIfAsked };
  const { settings } = await chosenSettings(learner, parts, spec.learner.settings ?? {}, spec.innerFolds, fit);
  const outcome = await outcomeOf(learner, settings, standardised(train, test), fit);
  return { ...outcome, settings, test, trained: train.features.rows };
}

/** The extractor of that name. @throws RefoldError for an unknown name, with similar ones */
export const extractorNamed = (name: string): Extractor => named('extractor', name, EXTRACTORS);
/** The learner of that name. @throws RefoldError for an unknown name, with similar ones */
export const learnerNamed = (name: string): Learner => named('learner', name, LEARNERS);

function named<T extends { readonly name: string }>(what: string, name: string, all: readonly T[]): T {
  const found = all.find(one => one.name === name);
  if (found !== undefined) return found;
  const names = all.map(one => one.name);
  const near = suggestions(name, names);
  throw new RefoldError(
    `there is no ${what} '${name}'. ${near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `Available: ${names.join(', ')}.`}`,
  );
}

function requireLearnt({ name, learns }: Learner, train: Samples, test: Samples): void {
  const { kind } = train.labels;
  if (!learns.some(known => known === kind)) {
    const able = LEARNERS.filter(learner => learner.learns.some(known => known === kind)).map(learner => learner.name);
    throw new RefoldError(
      `the learner '${name}' learns labels of the kind ${learns.join(' or ')}, not '${kind}'. For these: ${able.join(', ')}.`,
    );
  }
  if (JSON.stringify(train.labelKind) !== JSON.stringify(test.labelKind)) {
    throw new RefoldError(
      'the labels to learn from and those to test on are of different classes or dimensions. Name one label that both sets have.',
    );
  }
}
