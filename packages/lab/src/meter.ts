/** How far the trainings of a session are, all workers together. */
import type { Job, JobProgress } from './scheduler.ts';

/** Adds up finished runs, shares of running ones, and the rate of these. */
export class Meter {
  #done: number;
  /** What was done before: finished runs, and what those that go on had done. */
  before: number;
  readonly #running = new Map<string, JobProgress>();

  /** @param done runs that were finished before */
  constructor(done: number) {
    this.#done = done;
    this.before = done;
  }

  /** @returns runs that are done, and shares of those that go on */
  note({ id }: Pick<Job, 'id'>, progress: JobProgress): number {
    if (!this.#running.has(id)) this.before += progress.fraction;
    this.#running.set(id, progress);
    return this.#total();
  }

  /** @returns as `note` */
  finish({ id }: Pick<Job, 'id'>): number {
    this.#running.delete(id);
    this.#done++;
    return this.#total();
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

  #total(): number {
    return [...this.#running.values()].reduce((sum, { fraction }) => sum + fraction, this.#done);
  }
}
