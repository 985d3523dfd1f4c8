/** What a run measures: a line of JSON for every so many steps, and one for every epoch. */
import { appendFileSync } from 'node:fs';
import { explainWrite, writeFileAtomic } from '../io/atomic.ts';

/**
 * Always `loss` (mean) and `n` (examples); for classes also `top1` and, of more than five, `top5`, for label maps `miou` and
 * `pixelAccuracy`, and where it is asked for `verification`: fractions in [0, 1].
 */
export type Metrics = Readonly<Record<string, number>>;

export interface StepRecord {
  /** Steps done, over all epochs. */
  readonly step: number;
  readonly epoch: number;
  /** Of this step's batch. */
  readonly loss: number;
  readonly lr: number;
}

export interface EpochRecord {
  readonly step: number;
  /** Epochs done. */
  readonly epoch: number;
  /** Mean over the epoch's steps. */
  readonly trainLoss: number;
  /** Of this epoch's evaluation, if it had one. */
  readonly test?: Metrics;
}

export type MetricsRecord = StepRecord | EpochRecord;

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
