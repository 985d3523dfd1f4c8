/** Fetching datasets and published weights by name, with progress. */
import { archiveOf, DATASETS, fetchArchive, type OnProgress, repairFiles } from '@refold/core/data';
import { hasPretrained, PRETRAINED } from '@refold/core/zoo';
import type { Reporter } from '../terminal/progress.ts';

/**
 * Downloads the files of a dataset or of weights that are missing, or damaged: these get another name first. Does nothing for a name
 * that can't be downloaded.
 */
export async function fetchByName(name: string, reporter: Reporter, signal?: AbortSignal): Promise<void> {
  const dataset = DATASETS.find(known => known.name === name);
  const weights = PRETRAINED.find(known => known.name === name);
  const archive = dataset === undefined ? weights?.archive : archiveOf(dataset);
  if (archive === undefined) return;
  const files = weights?.converted === undefined ? archive.files : new Set([weights.converted, ...archive.files]);
  for (const text of await repairFiles(archive.name, [...files])) reporter.line(text);
  if (weights !== undefined && hasPretrained(name)) return;
  try {
    await fetchArchive(archive, { signal, onProgress: shownBy(reporter) });
  } finally {
    reporter.end();
  }
}

/** Shows how far a fetch is. The caller must call `reporter.end()`. */
export function shownBy(reporter: Reporter): OnProgress {
  let stage = '';
  return ({ label, done, total, unit }) => {
    if (label !== stage) reporter.begin(label, total ?? 1);
    stage = label;
    const [amount, of] = unit === 'bytes' ? [megabytes(done), total && megabytes(total)] : [done, total];
    reporter.update(total === undefined ? 0 : done, of === undefined ? `${amount}` : `${amount} of ${of}`);
  };
}

/** '12.3 MB' */
export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
