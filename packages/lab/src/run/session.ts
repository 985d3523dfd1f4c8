/** What one `reproduce` knows as it goes: its plan, what came of each cell, and where that is written. */
import { RefoldError } from '@refold/core';
import { shownName } from '../define/rows.ts';
import type { Replication } from '../judge/replication.ts';
import type { Outcome } from '../judge/verdict.ts';
import type { Folders } from '../plan/folders.ts';
import type { PaperPlan } from '../plan/paper-plan.ts';
import { orderOf, type PlannedCell, type PlannedTable } from '../plan/plan.ts';
import type { Provenance } from '../results/provenance.ts';
import { Results } from '../results/results.ts';
import type { Reporter } from '../terminal/progress.ts';
import { cellRecord } from './records.ts';

/** A cell in its table. */
export interface Place {
  readonly planned: PlannedTable;
  readonly cell: PlannedCell;
}

/** A value that must equal the paper's and doesn't. */
export interface Mismatch {
  /** 'table-4: RepVGG-A0, params' */
  readonly title: string;
  readonly printed: string;
  readonly measured: string;
}

interface SessionOptions {
  readonly folders: Folders;
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
  readonly commit: string;
  readonly date: string;
  /** The active one, where one has been selected already. */
  readonly backend?: string;
  /** Makes the backend that was asked for the active one. @returns its name */
  readonly selectBackend: () => Promise<string>;
}

export class Session {
  readonly plan: PaperPlan;
  readonly folders: Folders;
  readonly results: Results;
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
  /** The cells of the rows that are asked for. */
  readonly places: readonly Place[];
  readonly #selectBackend: () => Promise<string>;
  readonly #outcomes = new Map<PlannedCell, Outcome>();
  readonly #mismatches = new Map<PlannedCell, Mismatch>();
  readonly #replications = new Map<string, Replication>();
  #backend: Promise<string> | undefined;
  #provenance: Provenance;

  constructor(plan: PaperPlan, options: SessionOptions) {
    const { folders, reporter, signal, commit, date, backend, selectBackend } = options;
    this.plan = plan;
    this.folders = folders;
    this.results = new Results(folders.results, plan.paper.paper);
    this.reporter = reporter;
    this.signal = signal;
    this.places = placesIn(plan);
    this.#selectBackend = selectBackend;
    this.#provenance = { backend: backend ?? '', commit, date };
    if (backend !== undefined) this.#backend = Promise.resolve(backend);
  }

  /** Of what runs now; `backend` is empty until one is selected. */
  get provenance(): Provenance {
    return this.#provenance;
  }

  /** Selects the backend at the first call. @returns its name */
  backend(): Promise<string> {
    this.#backend ??= this.#selectBackend().then(backend => {
      this.#provenance = { ...this.#provenance, backend };
      return backend;
    });
    return this.#backend;
  }

  /**
   * Notes what came of cells of one table, and writes them to its CSV.
   * @param isHere whether all that they come of was run in this checkout
   */
  settle(
    planned: PlannedTable,
    outcomes: ReadonlyMap<PlannedCell, Outcome>,
    provenance = this.provenance,
    isHere = true,
  ): void {
    const records = [...outcomes].map(([cell, outcome]) => {
      const record = cellRecord(cell, outcome, provenance);
      this.#outcomes.set(cell, outcome);
      if (record.verdict === 'mismatch') {
        const title = titleOf({ planned, cell });
        this.#mismatches.set(cell, { title, printed: record.paper, measured: record.measured });
      }
      return record;
    });
    this.results.writeCells(this.plan.scale, planned.table.id, orderOf(planned), records, isHere);
  }

  /** What has been settled and doesn't equal the paper's value, though it must. */
  get mismatches(): readonly Mismatch[] {
    return [...this.#mismatches.values()];
  }

  /** Notes how a run that was trained here compares with what the ledger says of it. */
  noteReplication(replication: Replication): void {
    if (replication.deviations.length > 0) this.#replications.set(replication.recorded.hash, replication);
  }

  /** The runs whose metrics aren't those that the ledger has, within tolerance or beyond. */
  get replications(): readonly Replication[] {
    return [...this.#replications.values()];
  }

  outcomeOf(cell: PlannedCell): Outcome | undefined {
    return this.#outcomes.get(cell);
  }
}

/** The cells of the rows that a plan asks for. */
export const placesIn = ({ tables }: PaperPlan): readonly Place[] =>
  tables.flatMap(planned => planned.cells.filter(({ wanted }) => wanted).map(cell => ({ planned, cell })));

/** 'table-6: identity only, top1' */
export const titleOf = ({ planned, cell }: Place): string => `${planned.table.id}: ${shownName(cell.row)}, ${cell.key}`;

/** Runs what an experiment's author wrote, so that its errors name the cell. */
export async function named<T>(place: Place, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const message = `${titleOf(place)}: ${cause instanceof Error ? cause.message : String(cause)}`;
    throw cause instanceof RefoldError ? new RefoldError(message, { cause }) : new Error(message, { cause });
  }
}
