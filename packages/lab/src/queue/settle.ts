/** What the ledger knows, written into a paper's tables. */
import { join } from 'node:path';
import { writeFileAtomic } from '@refold/core/io';
import { drawReadme } from '../report/readme.ts';
import { joinProvenances } from '../results/provenance.ts';
import { fillComputedCells } from '../run/measuring.ts';
import { recalled } from '../run/recording.ts';
import { readFinished } from '../run/run-store.ts';
import type { Place } from '../run/session.ts';
import { settleClaims } from '../run/settle-claims.ts';
import type { PaperQueue } from './paper-queue.ts';

/**
 * Fills the cells whose runs are recorded, over as many seeds as there are, and what their tables count; judges the claims about them, and
 * redraws the paper's page. Tables without recorded runs stay as they are, and so do means of more seeds than are recorded, which earlier versions
 * left without a ledger, and what is measured, timed or drawn: `reproduce --recorded` does that.
 */
export async function settleRecorded({ session, cells, ledger }: PaperQueue): Promise<void> {
  const { plan, results } = session;
  const known = cells.filter(
    ({ place, samples = [] }) => samples.length > 0 && samples.length >= seedsShown(session, place),
  );
  if (known.length === 0) return;
  const tables = new Set(known.map(({ place }) => place.planned));
  await fillComputedCells(
    session,
    session.places.filter(({ planned }) => tables.has(planned)),
  );
  for (const { place, samples = [], recorded } of known) {
    const provenance = joinProvenances(recorded.flatMap(job => recalled(job, ledger)?.provenance ?? []));
    const isHere = recorded.every(job => readFinished(job) !== undefined);
    session.settle(place.planned, new Map([[place.cell, { kind: 'samples', samples }]]), provenance, isHere);
  }
  for (const planned of tables) settleClaims(session, planned, 'known');
  if (plan.scale !== 'smoke') writeFileAtomic(join(results.folder, 'README.md'), drawReadme(plan.paper, results));
}

/** How many seeds the mean is of that stands in a cell; 0 where none does. */
function seedsShown({ plan, results }: PaperQueue['session'], { planned, cell: { row, key } }: Place): number {
  const shown = results.cells(plan.scale, planned.table.id).find(cell => cell.row === row.name && cell.column === key);
  return Number(shown?.n ?? 0);
}
