/** Figures: drawings, with the numbers behind them, of a paper's networks and runs. */
import type { NdArray } from '@refold/core';
import type { Params } from '@refold/core/layers';
import type { AnyConfig, RunResult } from '@refold/core/train';
import type { PlotSpec } from '../plot/index.ts';
import type { Scale } from './scales.ts';

/** What a run left behind. That of a paper's own task has several players, which are read from the files of its folder: of none is anything here. */
export interface TrainedRun {
  readonly config: AnyConfig;
  /** Its folder: for pictures of it that may not be published. */
  readonly folder: string;
  /** Parameters and running statistics at its end, by path. */
  readonly params: Params;
  /** The copies that it kept on its way, by the epochs done. */
  readonly snapshots: ReadonlyMap<number, Params>;
  /** What its optimizer, and its method's transform, kept to the end, keyed `slot/path`. */
  readonly state: ReadonlyMap<string, NdArray>;
  readonly result: RunResult;
}

/** What a figure is drawn from. */
export interface FigureContext {
  readonly scale: Scale;
  /** Selects the tensor backend (once) and returns its name. The figure's CSV then names it. */
  readonly backend: () => Promise<string>;
  /** One of the figure's `runs`. @throws RefoldError for another */
  readonly trained: (config: AnyConfig) => Promise<TrainedRun>;
  /**
   * A column of numbers of one of the paper's tables, row by row: what is printed, and what has been measured at this scale so far.
   * @throws RefoldError for a table that the paper doesn't have
   */
  readonly columnOf: (table: string, column: string) => readonly Found[];
}
/** A cell's printed and measured numbers; each is NaN where there is none. */
export interface Found {
  readonly row: string;
  readonly printed: number;
  readonly measured: number;
  /** Standard deviation over `n` seeds, or rounds of timing. */
  readonly std: number;
  readonly n: number;
}

/** A value that the paper prints, of experiments/<paper>/paper/*.csv. */
export interface PrintedPoint {
  readonly row: string;
  readonly column: string;
  readonly value: number;
}

/**
 * The printed values whose row and column, joined by ', ', match a pattern, each with the pattern's named groups.
 * @example printedBy(printed('figure3.csv'), /epoch (?<epoch>\d+), training loss/)
 */
export const printedBy = (
  points: readonly PrintedPoint[],
  pattern: RegExp,
): readonly { readonly value: number; readonly of: Readonly<Record<string, string>> }[] =>
  points.flatMap(({ row, column, value }) => {
    const found = pattern.exec(`${row}, ${column}`);
    return found === null ? [] : [{ value, of: { ...found.groups } as Record<string, string> }];
  });

/** A line of a figure's CSV: every value as text, as the file has it. */
export type FigureRow = Readonly<Record<string, string>>;

/** What a figure is plotted from: its CSV, the tables' results and the paper's printed values. No run takes part. */
export interface PlotContext extends Pick<FigureContext, 'scale' | 'columnOf'> {
  /** The lines of its CSV. */
  readonly rows: readonly FigureRow[];
  /**
   * All values of a file of printed values, in its order.
   * @throws RefoldError for a file that is missing or malformed
   */
  readonly printed: (file: string) => readonly PrintedPoint[];
}

/** The numbers behind a figure, and its drawing where it is no plot; either may be left out. */
export interface Drawing {
  /** A sheet of pictures. */
  readonly svg?: string;
  /** One record per line of CSV; all with the same keys. */
  readonly rows?: readonly Readonly<Record<string, string | number>>[];
}

/** A figure: the runs that it shows, and how it is drawn. */
export interface Figure {
  readonly title: string;
  readonly deviations?: readonly string[];
  /** The runs whose networks it shows. Equal runs, of tables too, are trained once. */
  readonly runs?: (scale: Scale) => readonly AnyConfig[];
  /** Called after the runs, alone; makes the numbers. Default: none of its own, it plots tables and printed values. */
  readonly draw?: (context: FigureContext) => Drawing | Promise<Drawing>;
  /** The plot of the numbers; undefined where there aren't enough. From what is committed it can be drawn again at any time. */
  readonly plot?: (context: PlotContext) => PlotSpec | undefined;
}

/** A number rounded to so many significant digits (default 4), as a figure's CSV shows it. */
export const significant = (value: number, digits = 4): number => Number(value.toPrecision(digits));

/** A share as a percentage, rounded like `significant`. */
export const percent = (share: number, digits = 4): number => significant(100 * share, digits);

/** The figure: a name for its type, so that an editor completes its fields. It has `draw`, `plot` or both. */
export const defineFigure = (
  figure: Figure & (Required<Pick<Figure, 'draw'>> | Required<Pick<Figure, 'plot'>>),
): Figure => figure;
