/** Merging of ledgers: the union of their runs, and every run of which they say something else. */
import { existsSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { RefoldError } from '@refold/core';
import { SCALES, type Scale } from '../define/scales.ts';
import { type Replication, replicationOf } from '../judge/replication.ts';
import type { Folders } from '../plan/folders.ts';
import { paperNames } from '../plan/papers.ts';
import { appendRuns } from '../results/ledger.ts';
import { readLedgerFile } from '../results/ledger-file.ts';
import { sameCode } from '../results/provenance.ts';
import type { RecordedRun } from '../results/recorded-run.ts';
import { Results } from '../results/results.ts';

/** What came of merging one ledger into this repository's. */
export interface Merged {
  readonly paper: string;
  readonly scale: Scale;
  readonly added: readonly RecordedRun[];
  /** The runs that were in it already. Where they differ, both ledgers stay as they are. */
  readonly known: readonly Replication[];
}

/**
 * Adds the runs of a ledger to this repository's of the same paper and scale.
 * @param path .../<paper>/<scale>/runs.csv
 * @throws RefoldError for a path from which paper and scale can't be told, a file that is missing, and a malformed ledger, by line
 */
export function mergeLedger(path: string, folders: Folders): Merged {
  const { paper, scale } = ownerOf(path, folders);
  if (!existsSync(path)) throw new RefoldError(`there is no ledger at ${path}`);
  const { runs } = readLedgerFile(path);
  const { ledger, added, doubles } = appendRuns(new Results(folders.results, paper).path(scale, ''), runs);
  const known = doubles.map(double => {
    const { recorded, found } = double;
    const isSameCode = () => sameCode(folders.root, paper, recorded.commit, found.commit);
    return replicationOf(double, ledger.siblingsOf(recorded), isSameCode);
  });
  return { paper, scale, added, known };
}

function ownerOf(path: string, { experiments }: Folders): { readonly paper: string; readonly scale: Scale } {
  const folder = dirname(resolve(path));
  const [paper, scale] = [basename(dirname(folder)), SCALES.find(name => name === basename(folder))];
  if (scale !== undefined && paperNames(experiments).includes(paper)) return { paper, scale };
  throw new RefoldError(
    `can't tell whose runs ${path} holds: give a ledger as <paper>/<scale>/runs.csv, in folders that are named after them`,
  );
}
