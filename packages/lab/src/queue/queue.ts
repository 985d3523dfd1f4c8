/** The queue: works through the runs that the ledgers miss, most telling first, until its time is over. */
import { RefoldError } from '@refold/core';
import { runHolder } from '@refold/core/runs';
import type { Job } from '../plan/jobs.ts';
import { metricsLine, percentMetrics } from '../run/metrics-line.ts';
import { runJobs } from '../run/scheduler.ts';
import { slotsOn, workerEnvironment } from '../run/slots.ts';
import { duration, type Reporter } from '../terminal/progress.ts';
import { type Item, nextItem } from './agenda.ts';
import type { PaperQueue } from './paper-queue.ts';

export interface QueueOptions {
  readonly signal: AbortSignal;
  readonly reporter: Reporter;
  /** Runs at a time, each on its share of the cores. Default: one per core, or 1 on a backend that uses all cores. */
  readonly workers?: number | undefined;
  /** Claims aren't given more seeds than these. */
  readonly mostSeeds: number;
  /** Of the processes that train, as the operating system has it (19 is the lowest); default: this process's own. */
  readonly priority?: number;
}

/** What came of a queue. */
export interface Queued {
  /** Runs finished and recorded. */
  readonly done: number;
  /** What went wrong, by run. */
  readonly failures: readonly string[];
}

/**
 * Trains run after run, and adds each to its paper's ledger as it ends. A run that fails is named, and the others go on. When `signal`
 * aborts, what is running is saved, to go on from there another time.
 */
export async function runQueue(papers: readonly PaperQueue[], options: QueueOptions): Promise<Queued> {
  return await new Queue(papers, options).run();
}

class Queue {
  readonly #papers: readonly PaperQueue[];
  readonly #options: QueueOptions;
  readonly #lanes: number;
  /** Jobs that a lane has, with their bases. */
  readonly #underWay = new Set<string>();
  readonly #failures = new Map<string, string>();
  /** Ends with the last lane that asked what to do next: no two get the same run. */
  #asking: Promise<unknown> = Promise.resolve();
  #done = 0;

  constructor(papers: readonly PaperQueue[], options: QueueOptions) {
    this.#papers = papers;
    this.#options = options;
    this.#lanes = slotsOn(papers[0]?.session.provenance.backend ?? '', options.workers);
  }

  async run(): Promise<Queued> {
    const lanes = new Set<Promise<boolean>>();
    let isDry = false;
    while (!this.#options.signal.aborted) {
      while (!isDry && lanes.size < this.#lanes) {
        const lane: Promise<boolean> = this.#next().finally(() => lanes.delete(lane));
        lanes.add(lane);
      }
      if (lanes.size === 0) break;
      // What one run tells may call for others.
      isDry = !(await Promise.race(lanes));
    }
    await Promise.all(lanes);
    return { done: this.#done, failures: [...this.#failures.values()] };
  }

  /** Does the next run. @returns false where there is none */
  async #next(): Promise<boolean> {
    const asked = this.#asking.then(() => this.#choose());
    this.#asking = asked.catch(() => {});
    const item = await asked;
    if (item === undefined) return false;
    await this.#train(item);
    return true;
  }

  async #choose(): Promise<Item | undefined> {
    const { mostSeeds, signal } = this.#options;
    if (signal.aborted) return undefined;
    const isTaken = (paper: PaperQueue, job: Job) => paper.open(job).some(one => this.#isTaken(one));
    const item = await nextItem(this.#papers, { mostSeeds, isTaken });
    for (const { id } of item?.paper.open(item.job) ?? []) this.#underWay.add(id);
    return item;
  }

  #isTaken({ id, folder }: Job): boolean {
    return this.#failures.has(id) || this.#underWay.has(id) || runHolder(folder) !== undefined;
  }

  async #train({ paper, job, why }: Item): Promise<void> {
    const { reporter, signal, priority } = this.#options;
    const { services, session } = paper;
    const { provenance, plan } = session;
    const jobs = paper.open(job);
    const percents = percentMetrics(plan.tables);
    try {
      await services.fetchData(jobs);
      reporter.line(`${paper.name}, ${job.label} (${why})`);
      await runJobs(jobs, {
        slots: 1,
        ...(priority !== undefined && { priority }),
        provenance,
        entry: services.workerEntry,
        env: own => workerEnvironment(own, this.#lanes),
        signal,
        onNote: ({ label }, text) => reporter.line(`${label}: ${text}`),
        onDone: (one, run) => {
          paper.note(one, run);
          this.#done++;
          const took = duration(1000 * run.result.seconds);
          reporter.line(`${paper.name}, ${one.label} · ${metricsLine(run, percents)}, ${took}`);
        },
      });
    } catch (error) {
      if (!(error instanceof RefoldError)) throw error;
      this.#failures.set(job.id, error.message);
      reporter.line(`failed, others go on: ${error.message}`);
    } finally {
      for (const { id } of jobs) this.#underWay.delete(id);
    }
  }
}
