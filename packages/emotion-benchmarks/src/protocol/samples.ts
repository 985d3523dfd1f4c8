/** Samples of a dataset: the features of its pictures with their labels, in parts that belong together. */
import { RefoldError, type Rng } from '@refold/core';
import type { DatasetSpec, Labels } from '@refold/core/data';
import { gatherLabels } from '@refold/core/data';
import { Matrix } from 'ml-matrix';
import type { Extractor } from '../features/extractor.ts';
import type { Samples } from '../learners/learner.ts';
import { type ExtractionContext, featuresOf } from './extraction.ts';
import { PICTURE_SIDE, picturesOf } from './pictures.ts';

/** Parts of a dataset whose parts are drawn at random. */
const PARTS = 4;

/**
 * The samples that `spec` describes, side by side the features of each extractor.
 * @throws RefoldError for labels that no learner learns, and as `featuresOf` does
 */
export async function samplesOf(
  spec: DatasetSpec,
  extractors: readonly Extractor[],
  context: ExtractionContext,
): Promise<Samples> {
  const { dataset } = await picturesOf(spec, PICTURE_SIDE, context.fetch);
  const { labels, labelKind, size, name } = dataset;
  if (size === 0) throw new RefoldError(`${name}: no picture is left in ${JSON.stringify(spec)}.`);
  const width = extractors.reduce((sum, extractor) => sum + extractor.size, 0);
  const features = new Matrix(size, width);
  let from = 0;
  const blocks = [];
  for (const extractor of extractors) {
    const rows = await featuresOf(spec, extractor, context);
    rows.forEach((values, row) => {
      for (let k = 0; k < values.length; k++) features.set(row, from + k, values[k]!);
    });
    blocks.push({ name: extractor.name, from, to: from + extractor.size });
    from += extractor.size;
  }
  return { features, labels, labelKind, blocks };
}

/**
 * The samples that `spec` describes in the parts that inner cross-validation leaves out in turn: the set's own folds, in which pictures that belong
 * together are together; of a set without folds, four parts at random.
 */
export async function partsOf(
  spec: DatasetSpec,
  extractors: readonly Extractor[],
  context: ExtractionContext,
  rng: Rng,
): Promise<readonly Samples[]> {
  const folds = 'only' in spec && spec.first === undefined && spec.perClass === undefined ? spec.only : undefined;
  if (folds !== undefined) {
    const parts: Samples[] = Array(folds.length);
    // Processes that extract the same features begin with other folds, and find what others did.
    const first = Math.floor(Math.random() * folds.length);
    for (let k = 0; k < folds.length; k++) {
      const at = (first + k) % folds.length;
      parts[at] = await samplesOf({ ...spec, only: [folds[at]!] } as DatasetSpec, extractors, context);
    }
    return parts;
  }
  const whole = await samplesOf(spec, extractors, context);
  const order = rng.permutation(whole.features.rows);
  return Array.from({ length: PARTS }, (_, part) =>
    taken(
      whole,
      order.filter((_, i) => i % PARTS === part),
    ),
  );
}

/** Some of the samples. */
function taken(samples: Samples, indices: Uint32Array): Samples {
  const features = samples.features.subMatrixRow(Array.from(indices));
  return { ...samples, features, labels: gatherLabels(samples.labels, indices) };
}

/** All samples of several parts. @throws RefoldError when they have no labels, or label maps */
export function joined(parts: readonly Samples[]): Samples {
  const [first] = parts as readonly [Samples, ...Samples[]];
  const features = new Matrix(
    parts.reduce((sum, part) => sum + part.features.rows, 0),
    first.features.columns,
  );
  let row = 0;
  for (const part of parts) {
    features.setSubMatrix(part.features, row, 0);
    row += part.features.rows;
  }
  return { ...first, features, labels: joinedLabels(parts.map(({ labels }) => labels)) };
}

function joinedLabels(parts: readonly Labels[]): Labels {
  const [first] = parts as readonly [Labels, ...Labels[]];
  if (first.kind === 'none' || first.kind === 'map') {
    throw new RefoldError(
      `labels of kind '${first.kind}' are not learnt here: classes, distributions and dimensions are.`,
    );
  }
  const values = parts.flatMap(labels => ('values' in labels ? Array.from(labels.values) : []));
  if (first.kind === 'class') return { kind: 'class', values: Int32Array.from(values) };
  return { ...first, values: Float32Array.from(values) };
}
