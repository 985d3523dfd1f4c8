/** How much of a paper is run, and what a table runs with. */

export const SCALES = ['smoke', 'quick', 'standard', 'paper'] as const;
/** How much of the paper is run: seconds, minutes, hours, or the paper's own data and schedule. */
export type Scale = (typeof SCALES)[number];

/** What a table runs with at one scale. A paper's tables extend it with what their rows read. */
export interface Settings {
  /** One run per seed; a claim needs three or more. */
  readonly seeds?: readonly number[];
  /** Name of the dataset, as `refold data` knows it; `--data` replaces it. */
  readonly data?: string;
  /** Name of the dataset that is adapted to, where runs go from one to another: they may learn from either. */
  readonly to?: string;
  /** Training images used; default: all. */
  readonly images?: number;
  /** Which network is trained and timed, in words. Pages show it where a row names another. */
  readonly network?: string;
  /** What is timed and how, in words, where that isn't `network` alone: the network, if the row isn't named after it, a semicolon, the rest. */
  readonly timed?: string;
  readonly epochs?: number;
  /** How often a speed is measured, in alternation with its reference; default 5. */
  readonly rounds?: number;
  /** Images per pass of what `timingOf` times; default 1. */
  readonly timedBatch?: number;
  /** Height and width of those images; default: the model's own. */
  readonly timedSide?: number;
  /** What changes on the backends that run without a compiler or a GPU, wasm and cpu, which are many times slower. */
  readonly onWasm?: Partial<Settings>;
  /** Whether data, network and schedule are the paper's, so that scores may be held against its own. */
  readonly comparable?: boolean;
}
