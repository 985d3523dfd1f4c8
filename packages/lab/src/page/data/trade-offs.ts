/** Accuracy against what it costs: plots of what tables hold, where both were measured on the same network. */
import type { Column } from '../../define/columns.ts';
import type { PaperTable } from '../../define/paper.ts';
import { type PlotSpec, type ScatterPoint, scatter } from '../../plot/index.ts';
import { headingOf, headlineOf, rowHeading } from '../../report/headings.ts';
import { shownScales } from '../../report/summary.ts';
import type { CellRecord, Results } from '../../results/results.ts';

/** A plot, and the table and scale that it is of. */
export interface TradeOff {
  readonly id: string;
  readonly headline: string;
  readonly scale: string;
  readonly plot: PlotSpec;
}

/** Fewer points tell nothing. */
const LEAST = 3;

/** The plots of a table at its best scale: its first accuracy against each column of costs that has enough points. */
export function tradeOffsOf(table: PaperTable, results: Results): readonly TradeOff[] {
  const [scale] = shownScales(table.id, results);
  const accuracy = Object.entries(table.columns).find(([key, column]) => isAccuracy(key, column));
  if (scale === undefined || accuracy === undefined) return [];
  const cells = results.cells(scale, table.id);
  return Object.entries(table.columns)
    .filter(([key, column]) => isCost(key, column))
    .flatMap(([key, column]) => {
      const points = table.rows.flatMap(row => pointsOf(row, cells, { x: key, y: accuracy[0] }));
      if (points.filter(({ origin }) => origin === 'here').length < LEAST) return [];
      const [x, y] = [headingOf(key, column), headingOf(...accuracy)];
      const title = `${y} against ${x}`;
      const plot = scatter(points, {
        title,
        subtitle: subtitleOf(cells, scale),
        x: { title: x },
        y: { title: y },
      });
      return [{ id: `${table.id}-${key}`, headline: `${headlineOf(table)}: ${title}`, scale, plot }];
    });
}

const isAccuracy = (key: string, column: Column): boolean =>
  column.kind === 'score' &&
  column.better === 'higher' &&
  /^(top1|pruned|pruned_top1|accuracy|miou|mean_iou)$/.test(key);

/** Work, or time that was measured against a row's. */
const isCost = (key: string, column: Column): boolean =>
  (column.kind === 'ratio' && column.to !== '') || /macs|flops|muls|reduction|saved/i.test(key);

interface Keys {
  readonly x: string;
  readonly y: string;
}

/** Ours and the paper's point of a row. */
function pointsOf(
  row: PaperTable['rows'][number],
  cells: readonly CellRecord[],
  { x, y }: Keys,
): readonly ScatterPoint[] {
  const find = (key: string) => cells.find(cell => cell.row === row.name && cell.column === key);
  const [cost, accuracy] = [find(x), find(y)];
  if (cost === undefined || accuracy === undefined) return [];
  const point = (key: 'paper' | 'measured', origin: 'paper' | 'here') => {
    const [across, up] = [numberIn(cost[key]), numberIn(accuracy[key])];
    return Number.isNaN(across + up) ? [] : [{ x: across, y: up, origin, label: rowHeading(row) }];
  };
  return [...(isSameNetwork(cost, accuracy) ? point('measured', 'here') : []), ...point('paper', 'paper')];
}

const numberIn = (text: string): number => (text === '' ? Number.NaN : Number(text));

/** Counts are of the paper's own network: they say nothing of another that was trained in its place. */
const isSameNetwork = (cost: CellRecord, accuracy: CellRecord): boolean =>
  cost.verdict === 'reference' ||
  (cost.kind === 'measured' && cost.network === '') ||
  (cost.kind !== 'exact' && networkOf(cost) === networkOf(accuracy));

const networkOf = ({ network }: CellRecord): string => network.split('; ')[0]!;

const subtitleOf = (cells: readonly CellRecord[], scale: string): string => {
  const all = (key: 'data' | 'network') => [...new Set(cells.map(cell => cell[key].split(';')[0]!))].filter(Boolean);
  return [`scale ${scale}`, all('network').slice(0, 2).join(' / '), all('data').join(' / ')].filter(Boolean).join('; ');
};
