/**
 * What an experiment is made of, as plain data: a paper has tables, a table has columns, rows and claims, a row has cells.
 * A cell says how its figure is come by; the column says how it is judged. See define.ts for the builders.
 * A table's own settings extend `Settings`; its cells name their type: `compute((settings: Mine) => ...)`.
 */
import type { NdArray } from '@refold/core';
import type { Layer, Params, Shape } from '@refold/core/layers';
import type { Registry, RunResult, TrainConfig } from '@refold/core/train';
import type { ModelEntry } from '@refold/core/zoo';

export const SCALES = ['smoke', 'quick', 'standard', 'paper'] as const;
/** How much of the paper is run: seconds, minutes, hours, or the paper's own data and schedule. */
export type Scale = (typeof SCALES)[number];

/** What a table runs with at one scale. A paper's tables extend it with what their cells read. */
export interface Settings {
  /** One run a seed; a claim needs three or more. */
  readonly seeds?: readonly number[];
  /** Name of the dataset, as `refold data` knows it; `--data` replaces it. */
  readonly data?: string;
  /** Training images used; all of them where absent. */
  readonly images?: number;
  /** What is trained or timed, in words. */
  readonly network?: string;
  readonly epochs?: number;
  /** The data, network and schedule are the paper's, so scores may be held against its figures. */
  readonly comparable?: boolean;
}

export type Better = 'higher' | 'lower';
/** How the paper shortens a figure to the digits it prints. */
export type Rounding = 'round' | 'truncate';
/** What a printed 1 stands for: 'M' prints 8,309,384 as 8.30. */
export type Unit = '' | 'K' | 'M' | 'G' | 'T' | '%' | 'ms' | 'MiB' | (string & {});

interface ColumnBase {
  /** Heading in the drawn table; the column's key where absent. */
  readonly heading?: string;
  readonly unit: Unit;
  /** Name of this column in the file of printed figures; the column's key where absent. */
  readonly printed?: string;
  /** Digits after the point for figures that the paper doesn't print; printed ones keep the paper's. */
  readonly digits?: number;
}
/** Must equal the printed figure to its printed precision: `match` or `mismatch`. */
export interface ExactColumn extends ColumnBase {
  readonly kind: 'exact';
  readonly rounding: Rounding;
}
/** Measured against the row `to` in the same run: both ratios are row ÷ reference. `close` within `tolerance` (relative), else `differs`. */
export interface RatioColumn extends ColumnBase {
  readonly kind: 'ratio';
  readonly to: string;
  readonly better: Better;
  /** 'rate' is work a second, 'time' is seconds a pass. */
  readonly quantity: 'rate' | 'time';
  readonly tolerance: number;
}
/** The mean of a trained metric over seeds. `close` within `tolerance` (in the column's unit), else `differs`; `not comparable` under other conditions. */
export interface ScoreColumn extends ColumnBase {
  readonly kind: 'score';
  readonly better: Better;
  readonly tolerance: number;
}
/** A figure of ours that the paper doesn't print: shown, not judged. */
export interface MeasuredColumn extends ColumnBase {
  readonly kind: 'measured';
}
export type Column = ExactColumn | RatioColumn | ScoreColumn | MeasuredColumn;

/** A training without its seed: the lab adds one a run. */
export type RunConfig = Omit<TrainConfig, 'seed'>;

/** A pass to be timed on freshly initialised parameters: forward at inference, or a step of training. */
export interface BenchCase {
  readonly layer: Layer;
  readonly input: Shape;
  readonly batchSize: number;
  /** Default 'inference'. 'train' takes a classifier: forward, cross-entropy, backward, SGD with momentum. */
  readonly mode?: 'inference' | 'train';
  /** Fold before timing. */
  readonly fold: boolean;
  /** Work of a pass in the column's unit (multiply-adds, say); images where absent, so that a rate is images a second. */
  readonly work?: number;
  /** Alternations with the reference; 5 where absent. */
  readonly rounds?: number;
}

/** Known without a run: counted, derived, looked up in the model. Raw counts; the column's unit scales them. */
export interface ComputedCell<S> {
  readonly kind: 'computed';
  readonly value: (settings: S) => number | string | Promise<number | string>;
  /** The printed figure goes against the paper's own rule (the deviations say how): a difference is shown as one, and fails nothing. */
  readonly disputed?: true;
}
/** Needs a tensor backend but no training (a conversion error, a memory peak). Runs alone, after the trainings. */
export interface MeasuredCell<S> {
  readonly kind: 'measured';
  readonly value: (settings: S) => Promise<number>;
}
/** One training a seed; the figure is `metric` of its final evaluation. What a training begins with may be of the same seed. */
export interface TrainedCell<S> {
  readonly kind: 'trained';
  readonly config: (settings: S, seed: number) => RunConfig;
  readonly metric: string;
}
/** Timed in alternation with the column's reference row. Runs alone, after the trainings. */
export interface BenchedCell<S> {
  readonly kind: 'benched';
  readonly case: (settings: S) => BenchCase;
}
export interface NotRunCell {
  readonly kind: 'notRun';
  readonly reason: string;
  /** What would run it. */
  readonly command?: string;
}
/** `cell` at the scales named, `not run` at the others, with the command that runs it at the first of them. */
export interface ScaledCell<S> {
  readonly kind: 'onlyAt';
  readonly scales: readonly Scale[];
  readonly cell: RunnableCell<S>;
  readonly reason: string;
}
/** `cell` once the dataset of its settings is in the data folder; till then `not run`, with the command that fetches it. */
export interface FetchedCell<S> {
  readonly kind: 'ifFetched';
  readonly cell: RunnableCell<S>;
}
export type RunnableCell<S> = ComputedCell<S> | MeasuredCell<S> | TrainedCell<S> | BenchedCell<S>;
export type Cell<S> = RunnableCell<S> | NotRunCell | ScaledCell<S> | FetchedCell<S>;

export interface Row<S, C extends string = string> {
  readonly name: string;
  /** Name of this row in the file of printed figures; `name` where absent. */
  readonly printed?: string;
  /** In place of the table's own, for this row; a function where that depends on the scale. */
  readonly settings?: Partial<S> | ((scale: Scale) => Partial<S>);
  /** A column without a cell is blank, or `not run` where the paper prints a figure. */
  readonly cells: { readonly [column in C]?: Cell<S> };
}

/** A sentence of the paper about two rows, or two columns of a row, made testable: the sign of a − b, or its size. */
export interface Claim {
  readonly kind: 'greater' | 'less' | 'equal';
  readonly a: string;
  /** A row, or a bound. */
  readonly b: string | number;
  readonly column: string;
  /** The column of `b`, where it is another than that of `a`. */
  readonly against?: string;
  /** greater, less: by more than this; equal: to within this. In the column's unit. */
  readonly margin: number;
  readonly sentence: string;
  /** Where the paper says so. */
  readonly source: string;
}

export interface TableSpec<S, C extends string = string> {
  readonly paper: string;
  /** Lower-case with hyphens: 'table-6'. Names the CSV. */
  readonly id: string;
  readonly title: string;
  /** File of printed figures in experiments/<paper>/paper/. */
  readonly printed?: string;
  /** Settings by scale. At a scale left out only computed cells run. */
  readonly scales: { readonly [scale in Scale]?: S };
  readonly columns: { readonly [column in C]: Column };
  readonly rows: readonly Row<S, NoInfer<C>>[];
  readonly claims?: readonly Claim[];
  /** Register of deviations from the paper, shown under the table. */
  readonly deviations?: readonly string[];
}

/** A table whose settings' type is sealed: what the lab runs. */
export type Table = TableSpec<Settings>;

/** What a training left behind. */
export interface TrainedRun {
  /** Parameters and running statistics at its end, by path. */
  readonly params: Params;
  /** The copies that it kept on its way, by the epochs done. */
  readonly snapshots: ReadonlyMap<number, Params>;
  /** What its optimizer, and its method's transform, kept to the end, keyed `slot/path`. */
  readonly state: ReadonlyMap<string, NdArray>;
  readonly result: RunResult;
}

export interface FigureContext {
  readonly scale: Scale;
  /** Selects the tensor backend (once) and says which. */
  readonly backend: () => Promise<string>;
  /** One of the figure's `trainings`. @throws RefoldError for another */
  readonly trained: (config: TrainConfig) => Promise<TrainedRun>;
}
/** A figure's drawing and the figures behind it; either may be left out. */
export interface Drawing {
  readonly svg?: string;
  /** One record a line of CSV; all with the same keys. */
  readonly rows?: readonly Readonly<Record<string, string | number>>[];
}
export interface Figure {
  readonly paper: string;
  readonly id: string;
  readonly title: string;
  readonly deviations?: readonly string[];
  /** What it shows of trained networks. Equal trainings, of tables too, are run once. */
  readonly trainings?: (scale: Scale) => readonly TrainConfig[];
  /** Called after the trainings, alone. */
  readonly draw: (context: FigureContext) => Drawing | Promise<Drawing>;
}

/** The default export of experiments/<paper>/index.ts. */
export interface Paper extends Registry {
  readonly paper: string;
  /** Authors, title, year, arXiv number. */
  readonly reference: string;
  readonly tables: readonly Table[];
  readonly figures?: readonly Figure[];
  readonly models: Readonly<Record<string, ModelEntry>>;
  /** Published weights that its trainings begin with, where they can be had: fetched, if that works, before anything is trained. */
  readonly weights?: (scale: Scale) => readonly string[];
  /** What the paper makes of any network, by name: `refold summary <model> --with <name>`. */
  readonly rewritings?: Readonly<Record<string, Rewriting>>;
}

/** An expression in place of another, for the same input shape. */
export type Rewriting = (layer: Layer, input: Shape) => Layer;
