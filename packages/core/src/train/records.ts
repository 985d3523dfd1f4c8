/** What a run measures: a line of JSON for every so many steps, and one for every epoch. */
import { appendFileSync } from 'node:fs';
import { explainWrite, writeFileAtomic } from '../io/atomic.ts';

/**
 * Numbers by name. An evaluation of supervised learning always has `loss` (mean) and `n` (examples), and the metrics of the kind of
 * label (`metrics/`). Shares and accuracies are fractions in [0, 1].
 */
export type Metrics = Readonly<Record<string, number>>;

/** A line of `metrics.jsonl` about one step. */
export interface StepRecord {
  /** Steps done, over all epochs. */
  readonly step: number;
  readonly epoch: number;
  /** Of this step's batch; of several losses, their sum. */
  readonly loss: number;
  /** Of this step's batch, by name, where there are several. */
  readonly losses?: Metrics;
  readonly lr: number;
}

/** A line of `metrics.jsonl` about one epoch. */
export interface EpochRecord {
  readonly step: number;
  /** Epochs done. */
  readonly epoch: number;
  /** Mean over the epoch's steps; of several losses, their sum. */
  readonly trainLoss: number;
  /** Means over the epoch's steps, by name, where there are several. */
  readonly trainLosses?: Metrics;
  /** Of this epoch's evaluation, if it had one. */
  readonly test?: Metrics;
  /** What the task noticed in this epoch, as whole sentences. */
  readonly notes?: readonly string[];
}

/** A line of `metrics.jsonl`. */
export type MetricsRecord = StepRecord | EpochRecord;

/**
 * A record's losses: their sum under `key` and, where there are several, each by name under its plural.
 * @param losses by name
 */
export function totalOf(losses: Metrics, key: 'loss'): Pick<StepRecord, 'loss' | 'losses'>;
export function totalOf(losses: Metrics, key: 'trainLoss'): Pick<EpochRecord, 'trainLoss' | 'trainLosses'>;
export function totalOf(losses: Metrics, key: string): object {
  const values = Object.values(losses);
  const total = values.slice(1).reduce((sum, loss) => sum + loss, values[0] ?? 0);
  return { [key]: total, ...(values.length > 1 && { [`${key}es`]: losses }) };
}

/** Whether a line of `metrics.jsonl` is about an epoch. */
export const isEpoch = (record: MetricsRecord): record is EpochRecord => 'trainLoss' in record;

/**
 * The records of a run, in memory and as JSON lines. They hold no times: a run's file is the same whether it was interrupted
 * or not. The checkpoint carries them too, so a resumed run writes the file anew and no line is lost or doubled.
 */
export class MetricsLog {
  readonly #path: string;
  readonly #records: MetricsRecord[];

  constructor(path: string, records: readonly MetricsRecord[]) {
    this.#path = path;
    this.#records = [...records];
    writeFileAtomic(path, this.#records.map(line).join(''));
  }

  get records(): readonly MetricsRecord[] {
    return this.#records;
  }

  get epochs(): readonly EpochRecord[] {
    return this.#records.filter(isEpoch);
  }

  /** @throws RefoldError when the file can't be written */
  append(record: MetricsRecord): void {
    this.#records.push(record);
    try {
      appendFileSync(this.#path, line(record));
    } catch (cause) {
      throw explainWrite(this.#path, cause);
    }
  }
}

const line = (record: MetricsRecord): string => `${JSON.stringify(record)}\n`;
