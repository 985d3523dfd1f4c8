/** What one `reproduce` knows as it goes: its plan, what came of each cell, and where that is written. */
import { RefoldError } from '@refold/core';
import type { Scale } from '../define/types.ts';
import type { Outcome } from '../judge/verdict.ts';
import { orderOf, type PlannedCell, type PlannedTable } from '../plan/plan.ts';
import type { Results } from '../results/results.ts';
import type { Reporter } from '../terminal/progress.ts';
import { cellRecord } from './records.ts';
import type { Provenance } from './runs.ts';

/** A cell in its table. */
export interface Place {
  readonly planned: PlannedTable;
  readonly cell: PlannedCell;
}

export class Session {
  readonly scale: Scale;
  readonly results: Results;
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
  /** Of what runs now; `backend` is empty until one is selected. */
  provenance: Provenance;
  /** Of the rows that are asked for. */
  readonly places: readonly Place[];
  readonly #outcomes = new Map<PlannedCell, Outcome>();

  constructor(
    tables: readonly PlannedTable[],
    shared: Pick<Session, 'scale' | 'results' | 'reporter' | 'signal' | 'provenance'>,
  ) {
    this.scale = shared.scale;
    this.results = shared.results;
    this.reporter = shared.reporter;
    this.signal = shared.signal;
    this.provenance = shared.provenance;
    this.places = tables.flatMap(planned =>
      planned.cells.filter(({ wanted }) => wanted).map(cell => ({ planned, cell })),
    );
  }

  /** Notes what came of cells of one table, and writes them to its CSV. */
  settle(planned: PlannedTable, outcomes: ReadonlyMap<PlannedCell, Outcome>, provenance = this.provenance): void {
    for (const [cell, outcome] of outcomes) this.#outcomes.set(cell, outcome);
    const records = [...outcomes].map(([cell, outcome]) => cellRecord(cell, outcome, provenance));
    this.results.writeCells(this.scale, planned.table.id, orderOf(planned), records);
  }

  outcomeOf(cell: PlannedCell): Outcome | undefined {
    return this.#outcomes.get(cell);
  }
}

export const titleOf = ({ planned, cell }: Place): string => `${planned.table.id}: ${cell.row.name}, ${cell.key}`;

/** Runs what an experiment's author wrote, so that its errors name the cell. */
export async function named<T>(place: Place, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const message = `${titleOf(place)}: ${cause instanceof Error ? cause.message : String(cause)}`;
    throw cause instanceof RefoldError ? new RefoldError(message, { cause }) : new Error(message, { cause });
  }
}
