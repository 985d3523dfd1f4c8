/**
 * What the page holds, as JSON: the only file that the code that builds it and the code that shows it have in common. What is many is a list of
 * lists, and what is repeated is a number: the place of a text in `texts`, or of an origin in `origins`.
 */

/** The place of a text in `texts`. */
export type TextId = number;

/** Everything. */
export interface PageData {
  /** Of the code that made the page. */
  readonly commit: string;
  /** YYYY-MM-DD */
  readonly date: string;
  readonly texts: readonly string[];
  readonly origins: readonly Origin[];
  readonly papers: readonly PaperData[];
}

/** Where values come from. */
export type Origin = readonly [data: TextId, network: TextId, backend: TextId, commit: TextId, date: TextId];

/** A paper, in the order in which it is shown. */
export interface PaperData {
  readonly id: string;
  readonly title: string;
  /** 'CVPR 2021, arXiv 2101.03697' */
  readonly venue: string;
  readonly authors: string;
  readonly summary: Summary;
  readonly tables: readonly TableData[];
  readonly figures: readonly FigureData[];
  /** All of its deviations from the paper, each once: tables and figures name them by their places. */
  readonly deviations: readonly string[];
  readonly omissions: readonly OmissionData[];
  readonly runs: readonly RunTuple[];
}

/** A paper in one line: every table at its best scale. */
export interface Summary {
  /** Values that must equal the paper's: that do, that don't, and whose printed value contradicts the paper's own rule. */
  readonly exact: { readonly match: number; readonly mismatch: number; readonly disputed: number };
  /** What became of the values that the paper prints: 'matched', 'close', 'different', ... */
  readonly printed: readonly (readonly [kind: string, count: number])[];
  /** The paper's own claims by scale, by verdict. */
  readonly claims: readonly { readonly scale: string; readonly counts: Readonly<Record<string, number>> }[];
  /** Recorded runs at all scales, and their seconds. */
  readonly runs: number;
  readonly seconds: number;
  /** Of the newest value. */
  readonly date: string;
}

/** A table in the paper's layout. */
export interface TableData {
  readonly id: string;
  readonly headline: string;
  /** Whether the paper has it; the others are our own. */
  readonly isPapers: boolean;
  readonly columns: readonly ColumnData[];
  /** The names that pages show. */
  readonly rows: readonly string[];
  /** Its results by scale, best first; empty where it wasn't run. */
  readonly scales: readonly ScaleData[];
  readonly deviations: readonly number[];
}

/** A column, and what its values are. */
export interface ColumnData {
  readonly heading: string;
  readonly kind: 'exact' | 'ratio' | 'score' | 'measured';
}

/** A table's results at a scale. */
export interface ScaleData {
  readonly scale: string;
  readonly cells: readonly CellTuple[];
  readonly claims: readonly ClaimData[];
}

/** A cell. Numbers are as they were recorded; empty where there is none. */
export type CellTuple = readonly [
  row: number,
  column: number,
  paper: string,
  measured: string,
  std: string,
  /** One per seed, or round of timing, separated by spaces. */
  values: string,
  verdict: TextId,
  source: TextId,
  origin: number,
];

/** A sentence, and what was measured of it. */
export interface ClaimData {
  readonly sentence: string;
  readonly source: string;
  readonly claimant: 'paper' | 'readers' | 'us' | 'row';
  /** What was compared: 'top-1: A > B'. */
  readonly compared: string;
  readonly verdict: string;
  /** What is left of the verdict when all claims of the table are to be right at once; empty where that is the same. */
  readonly corrected: string;
  readonly method: string;
  readonly n: number;
  /** Of a − b, or of a ÷ b. */
  readonly estimate?: number;
  readonly low?: number;
  readonly high?: number;
  readonly p?: number;
  readonly effect?: number;
  /** Whether it is a quotient. */
  readonly isRatio: boolean;
  /** Where the sentence is true: above the first bound, below it, or between the two. */
  readonly side: 'above' | 'below' | 'between';
  /** In the unit of `estimate`; none where the claim is no longer part of the table. */
  readonly bounds: readonly number[];
  /** Claims of one group have one unit: their intervals share an axis. */
  readonly group: string;
  /** Our guess at why it doesn't hold, and the experiment that would tell. */
  readonly reason?: string;
  readonly experiment?: string;
  readonly origin: number;
}

/** A drawing, at the scales that there are, best first. */
export interface FigureData {
  readonly id: string;
  readonly headline: string;
  /** What it is that no file of the results shows: a plot of this page's own. */
  readonly note: string;
  readonly drawings: readonly DrawingData[];
  readonly deviations: readonly number[];
}

/** A figure at one scale. */
export interface DrawingData {
  readonly scale: string;
  readonly svg: string;
  /** The file of its numbers; empty where it has none. */
  readonly numbers: string;
}

/** Printed values that no table shows. */
export interface OmissionData {
  readonly what: string;
  readonly reason: string;
}

/** Runs of one row that differ by their seeds alone. */
export type RunTuple = readonly [
  table: TextId,
  row: TextId,
  scale: TextId,
  seeds: string,
  backend: TextId,
  /** Of each. */
  steps: number,
  /** Of all. */
  seconds: number,
  commit: TextId,
  date: TextId,
  data: TextId,
  network: TextId,
  /** Of each, separated by spaces: their names in runs.csv. */
  hashes: string,
];
