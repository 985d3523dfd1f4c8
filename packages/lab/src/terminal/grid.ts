/** Wide tables as text: split into blocks of columns that fit a width, each with the names of the rows. */
import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';
import { padEnd } from './text-table.ts';

/** Columns that stay side by side, under one heading. */
export interface Group {
  readonly heading: string;
  readonly columns: readonly GroupColumn[];
}
export interface GroupColumn {
  /** Below the group's heading; empty where that says it all. */
  readonly heading: string;
  /** One per row; may be coloured. */
  readonly texts: readonly string[];
}

const GAP = '  ';
/** Of the further lines of a name. */
const INDENT = '  ';

/**
 * Draws a table as blocks of groups, none wider than `width`: names at the left, values at the right of their columns, headings and long texts
 * wrapped between words. A group that is too wide by itself overhangs.
 * @param names of the rows; may be coloured
 */
export function drawGroups(names: readonly string[], groups: readonly Group[], width: number): string {
  const widest = Math.min(widestOf(names), Math.floor(width * 0.45));
  const narrowest = Math.min(widest, Math.max(16, widestOf(names.flatMap(name => name.split(' '))) + INDENT.length));
  const laidFor = (nameWidth: number) => {
    const laid = groups.map(group => layOut(group, width - nameWidth - GAP.length));
    const widths = laid.map(one => one.width + GAP.length);
    return { nameWidth, laid, blocks: split(widths, width - nameWidth) };
  };
  // Names take two lines where that saves a block.
  const [first, ...others] = Array.from({ length: widest - narrowest + 1 }, (_, i) => widest - i);
  const best = others
    .map(laidFor)
    .reduce((best, next) => (next.blocks.length < best.blocks.length ? next : best), laidFor(first!));
  return best.blocks.map(([from, to]) => drawBlock(names, best.nameWidth, best.laid.slice(from, to))).join('\n\n');
}

/**
 * Splits columns into as few blocks as fit a width, about equally wide.
 * @returns where each block begins and ends
 */
export function split(widths: readonly number[], width: number): readonly (readonly [from: number, to: number])[] {
  const blocks = (limit: number) => {
    const starts: number[] = [];
    let filled = Number.POSITIVE_INFINITY;
    for (const [i, own] of widths.entries()) {
      if (filled + own > limit) {
        starts.push(i);
        filled = 0;
      }
      filled += own;
    }
    return starts.map((start, i) => [start, starts[i + 1] ?? widths.length] as const);
  };
  const fewest = blocks(width).length;
  let limit = width;
  while (limit > 1 && blocks(limit - 1).length === fewest) limit--;
  return blocks(limit);
}

/** Text in lines of at most `width`, broken between words. Colours go on across lines. */
const wrapped = (text: string, width: number): readonly string[] => wrapAnsi(text, width).split('\n');

/** Text in lines of at most `width`, indented after the first. */
export function hanging(text: string, width: number, indent: string): string {
  const whole = wrapped(text, width);
  return whole.length === 1 ? whole[0]! : wrapped(text, width - indent.length).join(`\n${indent}`);
}

const widestOf = (texts: readonly string[]): number => Math.max(0, ...texts.map(text => stringWidth(text)));
const padStart = (text: string, width: number): string => ' '.repeat(Math.max(0, width - stringWidth(text))) + text;

/** A group with the widths of its columns. */
interface Laid extends Group {
  readonly widths: readonly number[];
  readonly width: number;
}

function layOut(group: Group, room: number): Laid {
  const { columns, heading } = group;
  const gaps = GAP.length * (columns.length - 1);
  const share = Math.max(8, Math.floor((room - gaps) / columns.length));
  const own = columns.map(({ heading, texts }) =>
    Math.max(widestOf(heading.split(' ')), Math.min(share, widestOf(texts))),
  );
  const sum = own.reduce((a, b) => a + b, gaps);
  // A heading takes two lines or three rather than make its column wider than its values, and never breaks a word.
  const width = Math.max(sum, widestOf(heading.split(' ')), Math.min(room, Math.ceil(stringWidth(heading) / 3)));
  return { ...group, widths: own.map((one, i) => (i === own.length - 1 ? one + width - sum : one)), width };
}

function drawBlock(names: readonly string[], nameWidth: number, groups: readonly Laid[]): string {
  const columns = groups.flatMap(({ columns, widths }) =>
    columns.map((column, i) => ({ ...column, width: widths[i]! })),
  );
  const headings = inLines([
    { lines: [''], width: nameWidth },
    ...groups.map(({ heading, width }) => ({ lines: wrapped(heading, width), width, isRight: true, isLow: true })),
  ]);
  const below = columns.some(({ heading }) => heading !== '')
    ? inLines([
        { lines: [''], width: nameWidth },
        ...columns.map(({ heading, width }) => ({ lines: wrapped(heading, width), width, isRight: true })),
      ])
    : [];
  const rule = [nameWidth, ...columns.map(({ width }) => width)].map(width => '-'.repeat(width)).join(GAP);
  const body = names.flatMap((name, row) =>
    inLines([
      { lines: hanging(name, nameWidth, INDENT).split('\n'), width: nameWidth },
      ...columns.map(({ texts, width }) => ({ lines: wrapped(texts[row]!, width), width, isRight: true })),
    ]),
  );
  return [...headings, ...below, rule, ...body].join('\n');
}

interface Field {
  readonly lines: readonly string[];
  readonly width: number;
  readonly isRight?: boolean;
  /** Whether its last line, not its first, stands beside the others'. */
  readonly isLow?: boolean;
}

/** Fields side by side. */
function inLines(fields: readonly Field[]): readonly string[] {
  const height = Math.max(...fields.map(({ lines }) => lines.length));
  return Array.from({ length: height }, (_, at) =>
    fields
      .map(({ lines, width, isRight, isLow }) => {
        const text = lines[isLow ? at - (height - lines.length) : at] ?? '';
        return isRight ? padStart(text, width) : padEnd(text, width);
      })
      .join(GAP)
      .trimEnd(),
  );
}
