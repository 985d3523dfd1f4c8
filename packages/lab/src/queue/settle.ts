/** What the ledger knows, written into a paper's tables. */
import { join } from 'node:path';
import { writeFileAtomic } from '@refold/core';
import { drawReadme } from '../report/readme.ts';
import { joinProvenances } from '../results/provenance.ts';
import { fillComputedCells } from '../run/measuring.ts';
import { recalled } from '../run/recording.ts';
import { readFinished } from '../run/run-store.ts';
import { settleClaims } from '../run/settle-claims.ts';
import type { PaperQueue } from './paper-queue.ts';

/**
 * Fills the cells whose runs are recorded, over as many seeds as there are, judges the claims about them, and redraws the paper's page. What
 * is measured, timed or drawn stays as it is: `reproduce --recorded` does that.
 */
export async function settleRecorded({ session, cells, ledger }: PaperQueue): Promise<void> {
  const { plan, results } = session;
  await fillComputedCells(session);
  for (const { place, samples = [], recorded } of cells) {
    if (samples.length === 0) continue;
    const provenance = joinProvenances(recorded.flatMap(job => recalled(job, ledger)?.provenance ?? []));
    const isHere = recorded.every(job => readFinished(job) !== undefined);
    session.settle(place.planned, new Map([[place.cell, { kind: 'samples', samples }]]), provenance, isHere);
  }
  for (const planned of plan.tables) settleClaims(session, planned, 'known');
  if (plan.scale !== 'smoke') writeFileAtomic(join(results.folder, 'README.md'), drawReadme(plan.paper, results));
}
