/** How far the runs of a session are, all workers together. */
import type { Job } from '../plan/jobs.ts';
import type { JobProgress } from './messages.ts';

/** A run and how much work it is, in any unit. */
export interface Task {
  readonly id: string;
  readonly work: number;
}

/** Adds up the work of finished runs and what running ones have done, and the rate of the running ones. */
export class TrainingProgress {
  /** Work of all runs. */
  readonly total: number;
  /** Work done earlier: finished runs, and what resumed runs had done. */
  before: number;
  readonly #work: ReadonlyMap<string, number>;
  readonly #running = new Map<string, JobProgress>();
  #done: number;

  /** @param isDone whether a run was finished before this session */
  constructor(tasks: readonly Task[], isDone: (task: Task) => boolean) {
    const sum = (some: readonly Task[]) => some.reduce((all, { work }) => all + work, 0);
    this.#work = new Map(tasks.map(({ id, work }) => [id, work]));
    this.total = sum(tasks);
    this.#done = sum(tasks.filter(isDone));
    this.before = this.#done;
  }

  /** Notes how far a run is. @returns the work that is done, that of unfinished runs included */
  note({ id }: Pick<Job, 'id'>, progress: JobProgress): number {
    if (!this.#running.has(id)) this.before += this.#workOf(id) * progress.fraction;
    this.#running.set(id, progress);
    return this.#sum();
  }

  /** Notes that a run is finished. @returns as `note` */
  finish({ id }: Pick<Job, 'id'>): number {
    this.#running.delete(id);
    this.#done += this.#workOf(id);
    return this.#sum();
  }

  /** '2100 images/s, 1 being measured' */
  detail(): string {
    const all = [...this.#running.values()];
    const training = all.filter(({ isMeasuring = false }) => !isMeasuring);
    const rate = training.reduce((sum, { imagesPerSecond }) => sum + imagesPerSecond, 0);
    return [
      ...(training.length > 0 ? [`${Math.round(rate)} images/s`] : []),
      ...(all.length > training.length ? [`${all.length - training.length} being measured`] : []),
    ].join(', ');
  }

  #workOf(id: string): number {
    return this.#work.get(id) ?? 0;
  }

  #sum(): number {
    return [...this.#running].reduce((sum, [id, { fraction }]) => sum + this.#workOf(id) * fraction, this.#done);
  }
}
