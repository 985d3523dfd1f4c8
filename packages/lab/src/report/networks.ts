/** Which network stands behind a row: the paper's name stays the paper's, and what was run in its place stands beside it. */
import type { Row } from '../define/rows.ts';
import type { CellRecord } from '../results/results.ts';
import { distinct } from './markdown.ts';

type Named = Pick<Row<never>, 'name' | 'network'>;

/** What stands beside the names of a table's rows: ' · here ResNet-20' where a row was run on another network than its name says. */
export class NetworkNotes {
  readonly #differ: boolean;

  /** @param cells all of the table's */
  constructor(cells: readonly CellRecord[]) {
    const rows = distinct(cells.map(({ row }) => row));
    const all = rows.map(row => networksIn(cells.filter(cell => cell.row === row)).join(' / '));
    this.#differ = distinct(all).length > 1;
  }

  /** @param cells of the row, or some of them; computed ones name no network, for they are of the paper's */
  noteOf({ name, network }: Named, cells: readonly CellRecord[]): string {
    if (network === undefined && !this.#differ) return '';
    const isNamed = (one: string) => (network === undefined ? contains(name, one) : one === network);
    const others = networksIn(cells).filter(one => !isNamed(one));
    return others.length === 0 ? '' : ` · here ${others.join(' / ')}`;
  }
}

const contains = (text: string, part: string): boolean => text.toLowerCase().includes(part.toLowerCase());

/** The networks that cells were trained or timed on: 'ResNet-20', of 'ResNet-20; timed at 96×96, batch 1'. */
const networksIn = (cells: readonly CellRecord[]): readonly string[] =>
  distinct(cells.map(({ network }) => partsOf(network).network));

/** 'network ResNet-20 / DenseNet-40'; empty where rows are named after theirs. */
export function networkLine(cells: readonly CellRecord[]): string {
  const networks = networksIn(cells);
  return networks.length === 0 ? '' : `network ${networks.join(' / ')}`;
}

/** How cells were timed: 'timed at 96×96, batch 1', 'beside other work on 0.3 to 1.2 cores'. */
export function conditionsIn(cells: readonly CellRecord[]): readonly string[] {
  const all = distinct(cells.flatMap(({ network }) => partsOf(network).conditions));
  const loads = all.flatMap(text => BESIDE.exec(text)?.[1] ?? []).sort((a, b) => Number(a) - Number(b));
  const others = all.filter(text => !BESIDE.test(text));
  if (loads.length < 2) return all;
  return [...others, `beside other work on ${loads[0]} to ${loads.at(-1)} cores`];
}

const BESIDE = /^beside other work on (\S+) cores?$/;

/** A text of the column `network`: the network, unless its row is named after it, then how it was timed, after semicolons. */
function partsOf(text: string): { readonly network: string; readonly conditions: readonly string[] } {
  const [first = '', ...others] = text.split('; ');
  const isCondition = /^timed at /.test(first) || BESIDE.test(first);
  return isCondition ? { network: '', conditions: [first, ...others] } : { network: first, conditions: others };
}
