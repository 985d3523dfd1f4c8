/** Which run the queue does next: the one that tells most. */
import { formula } from '../judge/claims.ts';
import type { Job } from '../plan/jobs.ts';
import type { PaperQueue } from './paper-queue.ts';

/** A run to do, and why. */
export interface Item {
  readonly paper: PaperQueue;
  readonly job: Job;
  /** 'its first run', 'decides with 62 %: top1: a > b' */
  readonly why: string;
}

export interface AgendaOptions {
  /** Claims aren't given more seeds than these. */
  readonly mostSeeds: number;
  /** Whether a job is not to be handed out: it is under way, or has failed. */
  readonly isTaken: (paper: PaperQueue, job: Job) => boolean;
}

/** The next seed probably decides the claim. */
const LIKELY = 0.5;
/** The next seed decides it so rarely that it isn't worth a run. */
const HOPELESS = 0.1;

/**
 * The next run: first of a claim that one more seed probably decides, the likeliest for its work; then of rows in the order of their seeds,
 * those without a run first, the cheapest first; then of the claims that are left.
 * @returns undefined when the ledgers miss nothing that would tell more
 */
export async function nextItem(papers: readonly PaperQueue[], options: AgendaOptions): Promise<Item | undefined> {
  const claims = await contestedItems(papers, options);
  const [likely, others] = [
    claims.filter(({ chance }) => chance >= LIKELY),
    claims.filter(({ chance }) => chance < LIKELY),
  ];
  return best(likely) ?? (await plannedItem(papers, options)) ?? best(others);
}

/** The larger, the sooner. */
interface Ranked extends Item {
  readonly rank: number;
}

const best = (items: readonly Ranked[]): Item | undefined =>
  items.reduce<Ranked | undefined>((a, b) => (a === undefined || b.rank > a.rank ? b : a), undefined);

async function contestedItems(
  papers: readonly PaperQueue[],
  { mostSeeds, isTaken }: AgendaOptions,
): Promise<readonly (Ranked & { readonly chance: number })[]> {
  const items = [];
  for (const paper of papers) {
    for (const { contested, planned, runs } of paper.contested()) {
      const { claim, ruling, chance } = contested;
      const job = runs.find(one => !isTaken(paper, one));
      if (job === undefined || ruling.n >= mostSeeds || chance < HOPELESS) continue;
      let work = 0;
      for (const run of runs) work += await paper.workOf(run);
      const why = `one more seed decides with ${Math.round(100 * chance)} %: ${planned.table.id}, ${claim.column}: ${formula(claim)}`;
      items.push({ paper, job, why, chance, rank: chance / work });
    }
  }
  return items;
}

/** Seeds come before all else, then work: that of runs further on isn't even asked for. */
async function plannedItem(papers: readonly PaperQueue[], { isTaken }: AgendaOptions): Promise<Item | undefined> {
  const missing = new Map<number, { readonly paper: PaperQueue; readonly job: Job }[]>();
  for (const paper of papers) {
    for (const cell of paper.cells) {
      for (const [index, job] of cell.planned.entries()) {
        if (paper.ledger.has(job.id)) continue;
        const others = missing.get(index);
        if (others === undefined) missing.set(index, [{ paper, job }]);
        else others.push({ paper, job });
      }
    }
  }
  for (const index of [...missing.keys()].sort((a, b) => a - b)) {
    const ranked = [];
    for (const one of missing.get(index)!) ranked.push({ ...one, work: await one.paper.workOf(one.job) });
    const item = ranked.sort((a, b) => a.work - b.work).find(({ paper, job }) => !isTaken(paper, job));
    if (item !== undefined) {
      const why = index === 0 ? 'the first run of its row' : `run ${index + 1} of its row`;
      return { paper: item.paper, job: item.job, why };
    }
  }
  return undefined;
}
