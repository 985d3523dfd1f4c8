/** The tables of docs/speed.md, drawn from the CSV files of the last runs. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RefoldError, writeFileAtomic } from '@refold/core';
import { readCsv } from '../../packages/lab/src/csv.ts';
import { ROOT } from '../../packages/lab/src/root.ts';
import { COST_COLUMNS } from './cost-records.ts';
import { COLUMNS } from './records.ts';

type Line = Readonly<Record<string, string>>;

const PAGE = 'docs/speed.md';
/** The folder of results that the page shows. */
export const RESULTS = 'results/speed';

/** Draws every table anew whose CSV file is there; `root` is the repository's. */
export function drawPage(root = ROOT): void {
  const path = join(root, PAGE);
  const page = Object.entries(TABLES).reduce(
    (text, [name, { columns, table, pictures = [] }]) => {
      const lines: readonly Line[] = readCsv(join(root, RESULTS, `${name}.csv`), columns);
      if (lines.length === 0) return text;
      const images = pictures.map(([file, title]) => `![${title}](../${RESULTS}/${file})`);
      return filled(text, name, [table(lines), provenanceOf(lines), ...images].join('\n\n'));
    },
    readFileSync(path, 'utf8'),
  );
  writeFileAtomic(path, page);
}

/**
 * The text with `content` between the comments `<!-- name -->` and `<!-- /name -->`.
 * @throws RefoldError where they aren't there
 */
export function filled(text: string, name: string, content: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [text.indexOf(open), text.indexOf(close)];
  if (from < 0 || to < from) throw new RefoldError(`${PAGE} needs the lines '${open}' and '${close}' for its table`);
  return `${text.slice(0, from + open.length)}\n${content}\n${text.slice(to)}`;
}

interface Table {
  readonly columns: readonly string[];
  readonly table: (lines: readonly Line[]) => string;
  /** Shown under it: files and what they show. */
  readonly pictures?: readonly (readonly [file: string, title: string])[];
}

const TABLES: Readonly<Record<string, Table>> = {
  peers: {
    columns: COLUMNS,
    table: lines =>
      againstPeers(lines, ['network', 'step', 'batch'], line => [
        line.net!,
        STEPS[line.mode!] ?? line.mode!,
        line.batch!,
      ]),
  },
  convolutions: {
    columns: COLUMNS,
    table: lines =>
      againstPeers(lines, ['convolution', 'direction', 'batch'], line => [
        line.net!.replace(/^conv-(\d+)x(\d+)-(\d+)$/, '$1 → $3 channels, $2×$2'),
        line.mode!.replaceAll('-', ' '),
        line.batch!,
      ]),
  },
  cost: {
    columns: COST_COLUMNS,
    pictures: [
      ['cost-batch.svg', 'Time an image against batch size'],
      ['cost-width.svg', 'Share of the peak against width'],
    ],
    table: lines =>
      markdown(
        [
          'batch',
          'width',
          'threads',
          'ms a step',
          'ms an image',
          'GFLOP/s',
          'of the peak',
          'JavaScript',
          'data loader',
        ],
        lines.map(line => [
          line.batch!,
          `×${line.width}`,
          line.threads!,
          line.ms!,
          (Number(line.ms) / Number(line.batch)).toPrecision(3),
          Number(line.gflops).toFixed(0),
          percent(line.share_of_peak!),
          percent(line.javascript_share!),
          percent(line.loader_share!),
        ]),
      ),
  },
};

const STEPS: Readonly<Record<string, string>> = { train: 'training', inference: 'folded inference' };

/** A line for each work, a column for each peer: how many times as fast ours is, with quartiles and target. */
function againstPeers(
  lines: readonly Line[],
  head: readonly string[],
  workOf: (line: Line) => readonly string[],
): string {
  const peers = [...new Set(lines.map(line => line.peer!))];
  const works = new Map<string, Line[]>();
  for (const line of lines) {
    const key = workOf(line).join();
    works.set(key, [...(works.get(key) ?? []), line]);
  }
  return markdown(
    [...head, 'ours, ms', ...peers.map(peer => `× ${peer}`)],
    [...works.values()].map(own => [
      ...workOf(own[0]!),
      own[0]!.ours_ms!,
      ...peers.map(peer => ratioCell(own.find(line => line.peer === peer))),
    ]),
  );
}

function ratioCell(line: Line | undefined): string {
  if (line === undefined) return '';
  const digits = (text: string | undefined) => Number(text).toFixed(2);
  const ratio = `${digits(line.ratio)} (${digits(line.q1)}–${digits(line.q3)})`;
  return line.target ? `${ratio}; ≥ ${line.target} ${line.verdict}` : ratio;
}

const percent = (share: string): string => `${(100 * Number(share)).toFixed(1)} %`;

const markdown = (head: readonly string[], body: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...body].map(cells => `| ${cells.join(' | ')} |`).join('\n');

/** What the figures were measured with, each value once. */
const provenanceOf = (lines: readonly Line[]): string =>
  ['machine', 'node', 'ours', 'backend', 'peer_version', 'n', 'commit', 'date']
    .map(column => [column, [...new Set(lines.map(line => line[column]).filter(Boolean))].join('; ')] as const)
    .filter(([, values]) => values !== '')
    .map(([column, values]) => `${column.replace('_', ' ')}: ${values}`)
    .join('. ')
    .concat('.');
