/** From runs that came back to a paper's results. */
import { join } from 'node:path';
import { holderInWords, withLock } from '@refold/core/io';
import type { Paper } from '../define/paper.ts';
import type { Folders } from '../plan/folders.ts';
import type { Job } from '../plan/jobs.ts';
import type { Executor } from '../run/executor.ts';
import { type Reproduced, reproduce } from '../run/reproduce.ts';
import type { Services } from '../run/services.ts';
import type { Reporter } from '../terminal/progress.ts';
import type { Asked } from './batch.ts';

export interface CollectOptions {
  readonly folders: Folders;
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
  readonly services?: Services;
}

/** What was filled, and which runs are still missing. */
export interface Collected extends Reproduced {
  readonly missing: readonly Job[];
}

/**
 * Records the runs that are finished, and fills the cells and judges the claims that need no others. If none is missing, measures, times and draws
 * what looks at runs as well. Trains nothing, unless a checkpoint that is measured turns out to be damaged. Two collectors of a paper take turns.
 * @throws RefoldError as `reproduce`
 */
export async function collect(paper: Paper, asked: Asked, options: CollectOptions): Promise<Collected> {
  const { folders, reporter, signal, services } = options;
  const { scale, selection, recorded, backend } = asked;
  const about = {
    ...selection,
    scale,
    recorded,
    backend,
    reporter,
    signal,
    root: folders.root,
    ...(services && { services }),
  };
  const work = async (): Promise<Collected> => {
    let missing: readonly Job[] = [];
    const leaving: Executor = {
      elsewhere: { backend },
      execute: async ({ open }) => {
        missing = open;
      },
    };
    const known = await reproduce(paper, { ...about, executor: leaving });
    return missing.length > 0 ? { ...known, missing } : { ...(await reproduce(paper, about)), missing };
  };
  return await withLock(join(folders.runs, paper.paper, 'collect.lock'), work, holder =>
    reporter.line(`${holderInWords(holder)} collects the runs of ${paper.paper}: waiting for it`),
  );
}
