/** What a paper's tables and figures are: how many rows and runs they have, how long those take, and at which scales there are results. */
import { existsSync } from 'node:fs';
import type { Paper } from '../define/paper.ts';
import { SCALES, type Scale } from '../define/scales.ts';
import type { Folders } from '../plan/folders.ts';
import { type Job, recipeOf } from '../plan/jobs.ts';
import type { Ledger } from '../results/recorded-run.ts';
import { Results } from '../results/results.ts';
import { ledgerOf, plannedJobs } from './run-states.ts';

/** The runs that a table or figure asks for at a scale, base runs too. */
export interface Work {
  readonly scale: Scale;
  readonly runs: number;
  /**
   * Milliseconds that they take one after another, by what the ledger says of them or of the same with other seeds; undefined where it says
   * nothing of one.
   */
  readonly ms: number | undefined;
}

/** A table or a figure, which has no rows. */
export interface Listing {
  readonly id: string;
  readonly title: string;
  readonly rows: number | undefined;
  readonly work: readonly Work[];
  /** Where results are, smallest first. */
  readonly scales: readonly Scale[];
}

/**
 * A paper's tables, then its figures, each with all of its runs: one that several share is counted in each.
 * @param backend whose runs are counted: their names depend on it
 */
export async function contentsOf(
  paper: Paper,
  scales: readonly Scale[],
  folders: Folders,
  backend: string,
): Promise<readonly Listing[]> {
  const results = new Results(folders.results, paper.paper);
  const listings: Listing[] = [];
  for (const part of [...paper.tables, ...paper.figures]) {
    const work: Work[] = [];
    for (const scale of scales) {
      const place = { paper, scale, folders, backend };
      const jobs = await plannedJobs(place, { only: [part.id] });
      work.push({ scale, runs: jobs.length, ms: timeOf(jobs, ledgerOf(place)) });
    }
    listings.push({
      id: part.id,
      title: part.title,
      rows: 'rows' in part ? part.rows.length : undefined,
      work,
      scales: SCALES.filter(scale =>
        ['csv', 'svg'].some(kind => existsSync(results.path(scale, `${part.id}.${kind}`))),
      ),
    });
  }
  return listings;
}

function timeOf(jobs: readonly Job[], ledger: Ledger): number | undefined {
  const times = jobs.map(job => {
    const known = ledger.get(job.id) ?? { recipe: recipeOf(job) };
    const seconds = 'seconds' in known ? [known.seconds] : ledger.siblingsOf(known).map(run => run.seconds);
    return (1000 * seconds.reduce((sum, one) => sum + one, 0)) / seconds.length;
  });
  const total = times.reduce((sum, ms) => sum + ms, 0);
  return jobs.length > 0 && Number.isFinite(total) ? total : undefined;
}
