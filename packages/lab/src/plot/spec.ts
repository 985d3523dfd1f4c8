/** What all plots have in common: their type, titles, looks and axes. */
import { textWidth } from '@refold/core/draw';
import type { TopLevelSpec } from 'vega-lite';
import { INK } from './palette.ts';

/** A plot as a Vega-Lite description with its data inside: plain JSON, drawn by `svgOf` or by a page that has Vega. */
export type PlotSpec = TopLevelSpec;

/** Titles of a plot. */
export interface Titles {
  readonly title: string;
  /** A line below the title: what was trained, at which scale. */
  readonly subtitle?: string;
}

/** An axis. */
export interface Axis {
  readonly title: string;
  /** Whole numbers alone, as of epochs. */
  readonly whole?: boolean;
  /** Logarithmic; every value is above 0. */
  readonly log?: boolean;
  /** Ends of the axis; default: round numbers around all values. */
  readonly domain?: readonly [low: number, high: number];
}

export const FONT = "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', Arial, sans-serif";

/** The description of `body`, which is so many pixels wide, with what is the same in all plots. */
export const plotOf = ({ title, subtitle }: Titles, width: number, body: object): PlotSpec =>
  ({
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    description: subtitle === undefined ? title : `${title}. ${subtitle}`,
    title: {
      text: linesOf(title, BOLD * TITLE, width),
      ...(subtitle !== undefined && { subtitle: linesOf(subtitle, SUBTITLE, width) }),
    },
    ...body,
    config: CONFIG,
  }) as PlotSpec;

const [TITLE, SUBTITLE] = [15, 12];
/** How much wider bold letters are. */
const BOLD = 1.14;

/** A text as lines of at most so many pixels; a word that is longer stands alone. */
function linesOf(text: string, size: number, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && textWidth(longer, size) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

const CONFIG = {
  font: FONT,
  background: INK.card,
  padding: 20,
  // The whole picture has one description; a label for every mark would be most of its bytes.
  aria: false,
  title: {
    anchor: 'start',
    color: INK.title,
    fontSize: TITLE,
    fontWeight: 600,
    offset: 14,
    subtitleColor: INK.muted,
    subtitleFontSize: SUBTITLE,
    subtitlePadding: 5,
  },
  axis: {
    domainColor: INK.axis,
    gridColor: INK.grid,
    tickColor: INK.axis,
    tickSize: 4,
    labelColor: INK.muted,
    labelFontSize: 11,
    labelPadding: 5,
    labelFlush: false,
    labelOverlap: true,
    titleColor: INK.text,
    titleFontSize: 12,
    titleFontWeight: 'normal',
    titlePadding: 9,
  },
  legend: {
    orient: 'top',
    direction: 'horizontal',
    titleColor: INK.muted,
    titleFontSize: 12,
    titleFontWeight: 'normal',
    labelColor: INK.text,
    labelFontSize: 12,
    labelLimit: 0,
    symbolStrokeWidth: 2.5,
    symbolSize: 110,
    columnPadding: 18,
    offset: 12,
    layout: { top: { direction: 'horizontal', margin: 26, anchor: 'start' } },
  },
  view: { stroke: null },
  concat: { spacing: 28 },
} as const;

/** The axis as an encoding of `field`. */
export const axisOf = (field: string, { title, whole = false, log = false, domain }: Axis) => ({
  field,
  type: 'quantitative',
  title,
  scale: { ...(log ? { type: 'log', nice: false } : { zero: false, nice: true }), ...(domain && { domain }) },
  axis: {
    ...(whole && { tickMinStep: 1, format: ',d' }),
    ...(log && LOG_AXIS),
  },
});

/** Powers of ten and what lies at 2 and 5 times them: more labels, and more lines, than these touch. */
const LABELLED = "indexof([1, 2, 5], +slice(format(datum.value, '.0e'), 0, 1)) >= 0";
const whereLabelled = { condition: { test: LABELLED, value: 1 }, value: 0 };
const LOG_AXIS = {
  labelExpr: `${LABELLED} ? format(datum.value, '~g') : ''`,
  gridOpacity: whereLabelled,
  tickOpacity: whereLabelled,
};
