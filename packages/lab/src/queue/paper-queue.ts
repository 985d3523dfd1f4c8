/** A paper whose tables the queue fills: its trained cells, and what the ledger knows of their runs. */
import { type Contested, contestedClaims } from '../judge/contested.ts';
import { inUnit } from '../judge/numbers.ts';
import { type Job, withBases } from '../plan/jobs.ts';
import { type PlannedTable, trainOf } from '../plan/plan.ts';
import { plannedSeeds, seedAt, seedsThere } from '../plan/seeds.ts';
import { appendRuns, readLedger } from '../results/ledger.ts';
import type { Ledger } from '../results/recorded-run.ts';
import type { FinishedRun } from '../run/messages.ts';
import { runsOf } from '../run/needed-runs.ts';
import { recordOf } from '../run/recording.ts';
import { readFinished } from '../run/run-store.ts';
import type { Services } from '../run/services.ts';
import { named, type Place, type Session } from '../run/session.ts';

/** A cell whose values are those of runs, one per seed. */
export class QueuedCell {
  readonly place: Place;
  readonly #paper: PaperQueue;
  readonly #jobs = new Map<number, Job>();

  constructor(place: Place, paper: PaperQueue) {
    this.place = place;
    this.#paper = paper;
  }

  /** The runs of the seeds that its settings name. */
  get planned(): readonly Job[] {
    return plannedSeeds(this.place.cell.settings).map(seed => this.#jobOf(seed));
  }

  /** The run at a position of its sequence of seeds. */
  jobAt(index: number): Job {
    return this.#jobOf(seedAt(this.place.cell.settings, index));
  }

  /** The recorded runs, as far as no seed is missing in between. */
  get recorded(): readonly Job[] {
    const seeds = seedsThere(this.place.cell.settings, seed => this.#paper.ledger.has(this.#jobOf(seed).id));
    return seeds.map(seed => this.#jobOf(seed));
  }

  /** The metric of the recorded runs, in base units; undefined for a cell that measures what runs leave behind. */
  get samples(): readonly number[] | undefined {
    const { cell } = this.place.cell;
    if (cell.kind !== 'trained') return undefined;
    return this.recorded.map(({ id }) => this.#paper.ledger.get(id)!.metrics[cell.metric] ?? Number.NaN);
  }

  #jobOf(seed: number): Job {
    let job = this.#jobs.get(seed);
    if (job === undefined) {
      job = runsOf(this.#paper.session, this.place, [seed])[0]!;
      this.#jobs.set(seed, job);
    }
    return job;
  }
}

/** A claim that is undecided, with the runs that would bring it the next seed. */
export interface ContestedRuns {
  readonly contested: Contested;
  readonly planned: PlannedTable;
  readonly runs: readonly Job[];
}

/** The runs of a paper at a scale that the ledger has, and those that it misses. */
export class PaperQueue {
  readonly session: Session;
  readonly cells: readonly QueuedCell[];
  /** What the names in its runs' configurations mean, they know. */
  readonly services: Services;
  readonly #works = new Map<string, number>();
  #ledger: Ledger;

  private constructor(session: Session, services: Services) {
    this.session = session;
    this.services = services;
    this.#ledger = readLedger(this.#folder);
    this.cells = session.places
      .filter(({ cell }) => trainOf(cell) !== undefined)
      .map(place => new QueuedCell(place, this));
  }

  /** Adds to the ledger what has been finished here and isn't recorded yet. The session has a backend. */
  static async open(session: Session, services: Services): Promise<PaperQueue> {
    const paper = new PaperQueue(session, services);
    for (const { place } of paper.cells) await named(place, () => runsOf(session, place));
    for (const job of withBases(paper.cells.flatMap(({ planned }) => planned))) {
      const finished = paper.ledger.has(job.id) ? undefined : readFinished(job);
      if (finished !== undefined) paper.note(job, finished);
    }
    return paper;
  }

  get ledger(): Ledger {
    return this.#ledger;
  }

  get name(): string {
    return this.session.plan.paper.paper;
  }

  /** Records a finished run. */
  note(job: Job, run: FinishedRun): void {
    this.#ledger = appendRuns(this.#folder, [recordOf(job, run)]).ledger;
  }

  /** The job with those that it begins with and that aren't finished here, in dependency order. */
  open(job: Job): readonly Job[] {
    return withBases([job]).filter(one => one.id === job.id || readFinished(one) === undefined);
  }

  /** The work of a job and of what has to be done before it, in any unit. */
  async workOf(job: Job): Promise<number> {
    let sum = 0;
    for (const { id, config } of this.open(job)) {
      let work = this.#works.get(id);
      if (work === undefined) {
        work = await this.services.estimateMacs(config);
        this.#works.set(id, work);
      }
      sum += work;
    }
    return sum;
  }

  /** The claims that a next seed might decide. */
  contested(): readonly ContestedRuns[] {
    return this.session.plan.tables.flatMap(planned => {
      const { claims = [], columns } = planned.table;
      const cellOf = (row: string, key: string) =>
        this.cells.find(
          ({ place }) => place.planned === planned && place.cell.row.name === row && place.cell.key === key,
        );
      const found = contestedClaims(claims, columns, (row, key) =>
        cellOf(row, key)?.samples?.map(value => inUnit(value, columns[key]!.unit)),
      );
      return found.map(contested => {
        const { a, b, column, against = column } = contested.claim;
        const sides = [cellOf(a, column), typeof b === 'number' ? undefined : cellOf(b, against)];
        const runs = sides.flatMap(cell => cell?.jobAt(contested.ruling.n) ?? []);
        return { contested, planned, runs: runs.filter(({ id }) => !this.ledger.has(id)) };
      });
    });
  }

  get #folder(): string {
    return this.session.results.path(this.session.plan.scale, '');
  }
}
