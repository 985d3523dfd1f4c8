/** The tables of docs/speed.md, docs/backends.md and the native backend's README, drawn from the CSV files in results/speed. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RefoldError } from '@refold/core';
import { writeFileAtomic } from '@refold/core/io';
import { ROOT } from '../../packages/lab/src/plan/folders.ts';
import { readCsv } from '../../packages/lab/src/results/csv.ts';
import { COST_COLUMNS } from './cost-records.ts';
import { fastest } from './page-fastest.ts';
import { againstPeers, costTable, type Line, provenanceOf, sideBySide, stepOf, summary } from './page-tables.ts';
import { COLUMNS } from './records.ts';

const SPEED = 'docs/speed.md';
const README = 'packages/tfjs-backend-native/README.md';
/** The folder of results that the pages show. */
export const RESULTS = 'results/speed';

/** A table between the comments `<!-- name -->` and `<!-- /name -->` of a page. */
interface Section {
  readonly page: string;
  readonly name: string;
  readonly file: string;
  readonly columns: readonly string[];
  draw(lines: readonly Line[]): string;
  /** Pictures under the table: files and titles. */
  readonly pictures?: readonly (readonly [file: string, title: string])[];
}

/** Redraws every table whose CSV file exists; `root` is the repository's root. */
export function drawPages(root = ROOT): void {
  for (const { page, name, file, columns, draw, pictures = [] } of SECTIONS) {
    const lines: readonly Line[] = readCsv(join(root, RESULTS, file), columns);
    if (lines.length === 0) continue;
    const images = pictures.map(([picture, title]) => `![${title}](../${RESULTS}/${picture})`);
    const content = [draw(lines), provenanceOf(lines), ...images].join('\n\n');
    const path = join(root, page);
    writeFileAtomic(path, filled(readFileSync(path, 'utf8'), page, name, content));
  }
}

/**
 * Returns the text with `content` between the comments `<!-- name -->` and `<!-- /name -->`.
 * @throws RefoldError naming the page if they are missing
 */
export function filled(text: string, page: string, name: string, content: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [text.indexOf(open), text.indexOf(close)];
  if (from < 0 || to < from) throw new RefoldError(`${page} needs the lines '${open}' and '${close}' for its table`);
  return `${text.slice(0, from + open.length)}\n${content}\n${text.slice(to)}`;
}

/** The tables and their pages. */
export const SECTIONS: readonly Section[] = [
  ...['peers', 'peers-avx2'].map(
    (name): Section => ({
      page: SPEED,
      name,
      file: `${name}.csv`,
      columns: COLUMNS,
      draw: lines => againstPeers(lines, ['network', 'step', 'batch'], stepOf),
    }),
  ),
  { page: SPEED, name: 'fastest', file: 'peers.csv', columns: COLUMNS, draw: fastest },
  {
    page: SPEED,
    name: 'convolutions',
    file: 'convolutions.csv',
    columns: COLUMNS,
    draw: lines =>
      againstPeers(lines, ['convolution', 'direction', 'batch'], line => [
        line.net!.replace(/^conv-(\d+)x(\d+)-(\d+)$/, '$1 → $3 channels, $2×$2'),
        line.mode!.replaceAll('-', ' '),
        line.batch!,
      ]),
  },
  {
    page: SPEED,
    name: 'cost',
    file: 'cost.csv',
    columns: COST_COLUMNS,
    draw: costTable,
    pictures: [
      ['cost-batch.svg', 'Time per image against batch size'],
      ['cost-width.svg', 'Share of the peak against width'],
    ],
  },
  { page: 'docs/backends.md', name: 'backends', file: 'backends.csv', columns: COLUMNS, draw: sideBySide },
  { page: README, name: 'speed', file: 'peers.csv', columns: COLUMNS, draw: summary },
];
