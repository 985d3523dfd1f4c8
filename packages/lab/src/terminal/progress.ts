/** Progress of long work: one bar on a terminal, a line now and then elsewhere. */
import { SingleBar } from 'cli-progress';
import { hanging } from './grid.ts';
import { widthFor } from './style.ts';

/** Shows one stage of work after the other. */
export interface Reporter {
  /** Starts a stage of `total` items, in any unit; fractions count. */
  begin(title: string, total: number): void;
  /**
   * Shows how much is done.
   * @param done in the unit of `total`
   * @param detail what follows the percentage: '2100 images/s'
   * @param before work done earlier, excluded from the rate; default: `done` of the first update
   */
  update(done: number, detail: string, before?: number): void;
  /** Prints a line that stays. */
  line(text: string): void;
  /** Ends the stage. */
  end(): void;
}

/** Shows nothing. */
export const silent: Reporter = { begin() {}, update() {}, line() {}, end() {} };

/** Turbo gives its tasks a terminal but shows their output line by line: a bar, which never ends its line, would stay invisible. */
const drawsBars = (stream: NodeJS.WriteStream): boolean => stream.isTTY && process.env.TURBO_HASH === undefined;

/** A reporter that draws a bar on a terminal and prints lines elsewhere. */
export const reporterFor = (stream: NodeJS.WriteStream = process.stderr): Reporter =>
  drawsBars(stream) ? barReporter(stream) : lineReporter(text => stream.write(`${text}\n`));

function barReporter(stream: NodeJS.WriteStream): Reporter {
  const clock = new Clock();
  let bar: SingleBar | undefined;
  let title = '';
  let most = 0;
  const stop = () => {
    bar?.stop();
    bar = undefined;
  };
  const start = () => {
    bar = new SingleBar({
      stream,
      format: `${title} {bar} {percentage}% · {detail}`,
      // ASCII where colour is refused: such terminals tend to lack the block characters too.
      barCompleteChar: process.env.NO_COLOR ? '#' : '\u2588',
      barIncompleteChar: process.env.NO_COLOR ? '-' : '\u2591',
      barsize: 24,
      hideCursor: true,
      clearOnComplete: true,
      gracefulExit: false,
    });
    bar.start(most, 0, { detail: '' });
  };
  return {
    begin(name, total) {
      stop();
      title = name;
      most = total;
      clock.begin(total);
      start();
    },
    update(done, detail, before) {
      bar?.update(done, { detail: joined(detail, clock.left(done, before)) });
    },
    line(text) {
      const running = bar !== undefined;
      stop();
      stream.write(`${hanging(text, widthFor(stream), '  ')}\n`);
      if (running) start();
    },
    end: stop,
  };
}

/** Progress is printed at most this often; lines that stay are always printed. */
const QUIET_MS = 10_000;
/** The first of a stage comes sooner: it says how long the stage will take. */
const FIRST_MS = 2_000;

/**
 * A reporter that prints lines: progress after two seconds, then at most every ten, and lines that stay.
 * @param now a clock in milliseconds
 */
export function lineReporter(write: (text: string) => void, now: () => number = () => performance.now()): Reporter {
  const clock = new Clock(now);
  let title = '';
  let most = 0;
  let due = 0;
  return {
    begin(name, total) {
      title = name;
      most = total;
      due = now() + FIRST_MS;
      clock.begin(total);
      write(`${title} ...`);
    },
    update(done, detail, before) {
      const left = clock.left(done, before);
      if (now() < due) return;
      due = now() + QUIET_MS;
      write(`${title} ${percent(done, most)} · ${joined(detail, left)}`);
    },
    line: write,
    end() {},
  };
}

/** Estimates the time left from the rate since the first update. */
class Clock {
  readonly #now: () => number;
  #total = 0;
  #first: { readonly done: number; readonly at: number } | undefined;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  begin(total: number): void {
    this.#total = total;
    this.#first = undefined;
  }

  left(done: number, before?: number): string {
    this.#first ??= { done, at: this.#now() };
    const [gained, elapsed] = [done - (before ?? this.#first.done), this.#now() - this.#first.at];
    const left = this.#total - done;
    return gained > 0 && elapsed > 0 && left > 0 ? `${duration((elapsed / gained) * left)} left` : '';
  }
}

/** A time in words: '45 s', '12 min', '3 h 20 min'. */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const percent = (done: number, total: number): string => `${Math.floor((100 * done) / Math.max(total, 1e-9))} %`;
const joined = (...parts: readonly string[]): string => parts.filter(part => part !== '').join(' · ');
