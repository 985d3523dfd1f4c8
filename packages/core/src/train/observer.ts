/** Who looks on while a run trains, and writes logs of its own: nothing that it does changes the run. */
import type { Pixels } from '../draw/overlay.ts';
import type { Network } from '../layers/types.ts';
import type { Awaitable } from '../optim/transform.ts';
import type { RunResult } from './events.ts';
import type { EpochRecord, MetricsRecord, StepRecord } from './records.ts';

/** Told of a run as it goes on. The run waits for it, and what it throws ends the run. */
export interface Observer {
  /** Before the first step of each session. */
  begin(session: SessionStart, look: Look): Awaitable<void>;
  /** After each step that `metrics.jsonl` has a line for. */
  step(record: StepRecord): void;
  /** After each epoch, with its evaluation. */
  epoch(record: EpochRecord, look: Look): Awaitable<void>;
  /** At the end of a run, before its result is written. */
  end(result: RunResult): Awaitable<void>;
}

/** Where a session begins. */
export interface SessionStart {
  /** Steps done before, over all epochs; 0 where the run begins. */
  readonly step: number;
  readonly totalSteps: number;
  /** The lines of `metrics.jsonl` so far. */
  readonly records: readonly MetricsRecord[];
}

/** A picture that a task shows of its work. */
export interface ShownPicture extends Pixels {
  readonly name: string;
}

/** The run as it is at that moment; what isn't asked for costs nothing. */
export interface Look {
  /** Each player's network by name, with the parameters that it has now, copied to the host. */
  networks(): Promise<Readonly<Record<string, Network>>>;
  /** What the task shows of its work; none where it has nothing to show. */
  pictures(): Promise<readonly ShownPicture[]>;
}
