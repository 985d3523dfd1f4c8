/** The cells that run in this process, alone: computed ones first, measured and timed ones when no worker is busy. */

import { RefoldError } from '@refold/core';
import type { AnyConfig } from '@refold/core/train';
import type { MeasuredCell } from '../define/cells.ts';
import type { RatioColumn } from '../define/columns.ts';
import type { Settings } from '../define/scales.ts';
import { median } from '../judge/numbers.ts';
import type { Outcome } from '../judge/verdict.ts';
import { jobOf } from '../plan/jobs.ts';
import { type PlannedCell, reasonOf } from '../plan/plan.ts';
import { alternate, ratiosOf } from './bench.ts';
import type { Prepared } from './bench-network.ts';
import { busyCores, loadInWords, usageNow } from './other-load.ts';
import type { RunStore } from './run-store.ts';
import { named, type Place, type Session, titleOf } from './session.ts';

/** Fills what needs no backend: computed, not-run and quoted cells, a row at a time. @param places default: all that are asked for */
export async function fillComputedCells(session: Session, places = session.places): Promise<void> {
  for (const { planned, row } of rowsOf(places)) {
    const outcomes = new Map<PlannedCell, Outcome>();
    for (const cell of row) {
      const definition = cell.cell;
      if (definition.kind === 'notRun') outcomes.set(cell, { kind: 'not run', reason: reasonOf(definition) });
      if (definition.kind === 'quoted') outcomes.set(cell, { kind: 'quoted' });
      if (definition.kind !== 'computed') continue;
      const value = await named({ planned, cell }, () => definition.value(cell.settings));
      outcomes.set(cell, { kind: 'value', value });
    }
    if (outcomes.size > 0) session.settle(planned, outcomes);
  }
}

function rowsOf(places: readonly Place[]) {
  const rows = new Map<PlannedCell['row'], { planned: Place['planned']; row: PlannedCell[] }>();
  for (const { planned, cell } of places) {
    const known = rows.get(cell.row);
    if (known) known.row.push(cell);
    else rows.set(cell.row, { planned, row: [cell] });
  }
  return rows.values();
}

export const needsMachine = ({ cell }: Place): boolean => cell.cell.kind === 'measured' || cell.cell.kind === 'benched';

/** Fills measured and timed cells, one after the other; stops between two when the session's signal aborts. */
export async function fillMeasuredCells(session: Session, runs: RunStore): Promise<void> {
  const places = session.places.filter(needsMachine);
  if (places.length === 0 || session.signal.aborted) return;
  const { reporter } = session;
  const references = new References();
  reporter.begin('measuring', places.length);
  try {
    for (const [i, place] of places.entries()) {
      if (session.signal.aborted) return;
      reporter.update(i, titleOf(place));
      const outcome = await named(place, () => outcomeOf(session, place, references, runs));
      session.settle(place.planned, new Map([[place.cell, outcome]]));
    }
  } finally {
    references.dispose();
    reporter.end();
  }
}

async function outcomeOf(session: Session, place: Place, references: References, runs: RunStore): Promise<Outcome> {
  const { cell } = place;
  const { cell: definition, column } = cell;
  if (definition.kind === 'measured') return measure(session, place, definition, runs);
  if (definition.kind !== 'benched' || column.kind !== 'ratio') {
    return { kind: 'not run', reason: 'only a ratio column can be timed' };
  }
  if (cell.row.name === column.to) return { kind: 'reference' };
  const reference = await references.of(place, column);
  if (reference === undefined) return { kind: 'not run', reason: `its reference ${column.to} is not timed` };

  const bench = definition.case(cell.settings);
  const { prepare } = await import('./bench-network.ts');
  const own = await prepare(bench);
  try {
    const before = usageNow();
    const timings = await alternate(own.run, reference.run, bench.rounds ?? cell.settings.rounds ?? 5);
    const conditions = loadInWords(busyCores(before, usageNow()));
    const samples = ratiosOf(timings, column.quantity, { own: own.work, reference: reference.work });
    const seconds = (side: readonly number[]) => `${Number(median(side).toPrecision(3))} s`;
    session.reporter.line(
      `${titleOf(place)} · ${median(samples).toFixed(2)} × ${column.to} (${seconds(timings.own)} against ${seconds(timings.reference)})${conditions && `, ${conditions}`}`,
    );
    return { kind: 'samples', samples, conditions };
  } finally {
    own.dispose();
  }
}

/** One value, or one per run that it looks at. */
async function measure(
  { folders, provenance: { backend } }: Session,
  { planned, cell: { row, settings } }: Place,
  { value, train }: MeasuredCell<Settings>,
  runs: RunStore,
): Promise<Outcome> {
  const { paper, id } = planned.table;
  const trained = (config: AnyConfig) =>
    runs.load(jobOf({ table: id, row: row.name }, config, { ...folders, paper, backend }));
  if (train === undefined) {
    const run = (): never => {
      throw new RefoldError('it measures a run, but its row has no `train`');
    };
    return { kind: 'value', value: await value(settings, { seed: undefined, run, trained }) };
  }
  const samples: number[] = [];
  for (const seed of settings.seeds ?? [0]) {
    const run = () => trained({ ...train(settings, seed), seed });
    samples.push(await value(settings, { seed, run, trained }));
  }
  return { kind: 'samples', samples };
}

/** The reference of the column in hand: uploaded once for all rows, freed when another column's is asked for. */
class References {
  #key = '';
  #prepared: Prepared | undefined;

  async of({ planned, cell }: Place, column: RatioColumn): Promise<Prepared | undefined> {
    const key = `${planned.table.id}/${cell.key}`;
    if (key === this.#key) return this.#prepared;
    this.dispose();
    this.#key = key;
    const reference = planned.cells.find(other => other.key === cell.key && other.row.name === column.to);
    if (reference?.cell.kind !== 'benched') return undefined;
    const { prepare } = await import('./bench-network.ts');
    this.#prepared = await prepare(reference.cell.case(reference.settings));
    return this.#prepared;
  }

  dispose(): void {
    this.#prepared?.dispose();
    this.#prepared = undefined;
    this.#key = '';
  }
}
