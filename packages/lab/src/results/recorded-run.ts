/** A run as the ledger holds it, and all of them. */

/** A finished run as the ledger holds it. */
export interface RecordedRun {
  /** The table, or figure, that named it first, and the row; a figure has none. */
  readonly table: string;
  readonly row: string;
  readonly seed: number;
  /** Of its configuration, seed and backend: a job's id. */
  readonly hash: string;
  /** Of the same without seeds: equal for the runs of one row. */
  readonly recipe: string;
  /** With its instruction set, 'native avx2'; those of all sessions, joined by ', '. */
  readonly backend: string;
  readonly steps: number;
  /** Training, evaluation and saving, over all sessions. */
  readonly seconds: number;
  readonly commit: string;
  /** YYYY-MM-DD */
  readonly date: string;
  /** Those of its end, by name. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** The recorded runs of a paper at a scale. */
export class Ledger {
  /** By table, row, seed and hash. */
  readonly runs: readonly RecordedRun[];
  readonly #byHash: ReadonlyMap<string, RecordedRun>;

  /** @param runs each with a hash of its own */
  constructor(runs: readonly RecordedRun[]) {
    this.runs = [...runs].sort(inOrder);
    this.#byHash = new Map(runs.map(run => [run.hash, run]));
  }

  /** The run of that hash; undefined where none is recorded. */
  get(hash: string): RecordedRun | undefined {
    return this.#byHash.get(hash);
  }

  has(hash: string): boolean {
    return this.#byHash.has(hash);
  }

  /** The recorded runs that differ from one by their seeds alone, itself among them. */
  siblingsOf({ recipe }: Pick<RecordedRun, 'recipe'>): readonly RecordedRun[] {
    return this.runs.filter(run => run.recipe === recipe);
  }
}

/** By code units, which no language setting changes. */
function inOrder(a: RecordedRun, b: RecordedRun): number {
  const compare = (x: string, y: string) => (x === y ? 0 : x < y ? -1 : 1);
  return compare(a.table, b.table) || compare(a.row, b.row) || a.seed - b.seed || compare(a.hash, b.hash);
}
