/** Fetching datasets by name, with progress. */
import { ARCHIVES, fetchArchive } from '@refold/core/data';
import type { Reporter } from './progress.ts';

/** Fetches a dataset's files if it is one that can be fetched and they aren't there yet. */
export async function fetchByName(name: string, reporter: Reporter, signal?: AbortSignal): Promise<void> {
  const archive = ARCHIVES.find(known => known.name === name);
  if (archive === undefined) return;
  let stage = '';
  try {
    await fetchArchive(archive, {
      signal,
      onProgress: ({ label, done, total, unit }) => {
        if (label !== stage) reporter.begin(label, total ?? 1);
        stage = label;
        const [amount, of] = unit === 'bytes' ? [megabytes(done), total && megabytes(total)] : [done, total];
        reporter.update(total === undefined ? 0 : done, of === undefined ? `${amount}` : `${amount} of ${of}`);
      },
    });
  } finally {
    reporter.end();
  }
}

export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
