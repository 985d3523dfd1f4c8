/** Event files in a run's folder: one per session, each record appended whole. */
import { appendFileSync, existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Event, encodeEvent, SESSION_START, type SummaryValue } from './messages.ts';
import { framed } from './tfrecord.ts';

/** TensorBoard finds its files by 'tfevents' in their names, and reads those of a folder in the order of these. */
const PREFIX = 'events.out.tfevents.';
const EVENT_FILE = /^events\.out\.tfevents\.(\d+)\.refold$/;

/** The event files of a folder, in the order of their sessions. */
export function eventFilesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter(name => EVENT_FILE.test(name))
    .sort();
}

/** Seconds since 1970, as events have them. */
export const now = (): number => Date.now() / 1000;

/** The events of one session. */
export class EventFile {
  readonly #path: string;
  /** Bytes of the folder's event files, those of earlier sessions too. */
  #size: number;

  /**
   * Begins a file. TensorBoard then forgets what earlier files of the folder say of the step and of later ones.
   * @param step that the session begins at; where it is 0, nothing of earlier sessions counts, and their files are removed
   */
  constructor(folder: string, step: number) {
    if (step === 0) for (const name of eventFilesIn(folder)) rmSync(join(folder, name));
    const earlier = eventFilesIn(folder);
    this.#size = earlier.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    // Two sessions in one second, or after a clock was set back, still have their order.
    const after = Number(EVENT_FILE.exec(earlier.at(-1) ?? '')?.[1] ?? 0) + 1;
    this.#path = join(folder, `${PREFIX}${String(Math.max(Math.floor(now()), after)).padStart(10, '0')}.refold`);
    this.#append({ wallTime: now(), fileVersion: 'brain.Event:2' });
    this.#append({ wallTime: now(), step, sessionLog: { status: SESSION_START } });
  }

  /** Bytes of the folder's event files. */
  get size(): number {
    return this.#size;
  }

  /**
   * Adds what tags are at a step, unless the folder's event files would then have more than `most` bytes.
   * @returns the bytes that it took
   */
  add(step: number, value: readonly SummaryValue[], most = Number.POSITIVE_INFINITY): number {
    return value.length === 0 ? 0 : this.#append({ wallTime: now(), step, summary: { value } }, most);
  }

  #append(event: Event, most = Number.POSITIVE_INFINITY): number {
    const bytes = framed(encodeEvent(event));
    if (this.#size + bytes.length > most) return 0;
    appendFileSync(this.#path, bytes);
    this.#size += bytes.length;
    return bytes.length;
  }
}
