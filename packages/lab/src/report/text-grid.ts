/** A table of results as text: the paper's layout, the measured value beside the paper's, its verdict as a mark and a colour. */
import type { CellRecord } from '../results/results.ts';
import { drawGroups, type Group } from '../terminal/grid.ts';
import type { Paint, Style } from '../terminal/style.ts';
import {
  type Grid,
  type GridColumn,
  type GridValue,
  MARKS,
  verdictOf,
  type Written,
  writtenOnce,
  writtenOurs,
} from './grid.ts';

/** How a text is laid out and coloured. */
export interface Look {
  readonly width: number;
  readonly paint: Paint;
}

/** The colours of verdicts, of cells and of claims. */
const STYLES: Readonly<Record<string, Style>> = {
  match: 'green',
  close: 'green',
  mismatch: 'red',
  differs: 'red',
  quoted: 'dim',
  'not run': 'dim',
  holds: 'green',
  'holds in direction': 'green',
  'does not hold': 'red',
  undecided: 'yellow',
};

/** The colour of a verdict; undefined for one that says neither yes nor no. */
export const styleOf = (record: { readonly verdict: string }): Style | undefined => STYLES[verdictOf(record)];

/**
 * Draws a grid, split by its columns to fit the width.
 * @param isMarked whether a value was measured in this checkout, where that has to be told
 */
export function drawTextGrid(grid: Grid, { width, paint }: Look, isMarked: (cell: CellRecord) => boolean): string {
  const { lines, columns } = grid;
  const seeds = lines.map(line => line.seeds);
  const hasSeeds = seeds.some(text => text !== '');
  const textOf = (value: GridValue, isPaired: boolean): Written => (isPaired ? writtenOurs(value) : writtenOnce(value));
  const groupOf = ({ heading, isPaired, values }: GridColumn): Group => {
    const written = values.map(value => (value === undefined ? undefined : textOf(value, isPaired)));
    // Digits stand below each other whether or not a mark follows them.
    const hasMarks = written.some(one => one !== undefined && one.mark !== '' && one.text !== '');
    const ours = written.map((one, i) => {
      if (one === undefined) return '';
      const { cell } = values[i]!;
      const here = cell !== undefined && cell.measured !== '' && isMarked(cell) ? '*' : '';
      return paint(cell && styleOf(cell), plainText(one, hasMarks, here));
    });
    const own = { heading: isPaired ? 'measured' : '', texts: ours };
    const papers = { heading: 'paper', texts: values.map(value => value?.paper ?? '') };
    return { heading, columns: isPaired ? [papers, own] : [own] };
  };
  const names = lines.map(({ heading, note }) => heading + note);
  const groups = [
    ...(hasSeeds ? [{ heading: 'n', columns: [{ heading: '', texts: seeds }] }] : []),
    ...columns.map(groupOf),
  ];
  return drawGroups(names, groups, width);
}

function plainText({ text, mark, after, isPapers }: Written, hasMarks: boolean, here: string): string {
  const slot = mark === '' && hasMarks && after === '' && !isPapers ? ' ' : mark;
  return [isPapers ? `(${text})` : text + here, slot, after].filter(part => part !== '').join(' ');
}

/** What the marks of all tables mean. */
export const LEGEND = [
  `${MARKS.match} equals the paper's value to its printed digits`,
  `${MARKS.mismatch} doesn't: the paper's follows`,
  `${MARKS.close} close to it`,
  `${MARKS.differs} differs, or is disputed`,
  'no mark: not comparable, or the paper prints none',
  `${MARKS['not run']} [1] not run, for the reason below the table`,
  "(5.26) the paper's value of what was not run here",
  '† recalled, unverified',
  '± standard deviation of n seeds or rounds',
].join('; ');
