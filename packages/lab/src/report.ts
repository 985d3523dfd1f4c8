/** results/<paper>/README.md, drawn from the CSVs: the same CSVs always give the same page. */
import { existsSync } from 'node:fs';
import { commandFor } from './plan.ts';
import type { CellRecord, ClaimRecord, Results } from './results.ts';
import { type Column, type Figure, type Paper, SCALES, type Scale, type Table } from './types.ts';

export function drawReadme(paper: Paper, results: Results): string {
  const parts = [
    `# ${paper.paper}`,
    paper.reference,
    LEGEND.replaceAll('<paper>', paper.paper),
    ...paper.tables.map(table => drawTable(table, results)),
    ...(paper.figures ?? []).map(figure => drawFigure(figure, results)),
  ];
  return `${parts.join('\n\n')}\n`;
}

const LEGEND = `Drawn from the CSV files beside this page by \`npx turbo run reproduce --filter=<paper>\`; don't edit it. The figures of the paper stand
beside ours. ✓ equals the printed figure to its printed precision, ✗ doesn't; ≈ is close to it, ≠ differs; no mark: measured under other
conditions than the paper's, so not comparable, or not printed. ± is the standard deviation over *n* seeds or rounds. † marks a figure
of the paper that we remember but could not look up: unverified. A claim *holds* or *does not hold* where the whole 95 % bootstrap
interval lies on one side, else it is *undecided*; over three seeds the interval is the range of the three differences.`;

function drawTable(table: Table, results: Results): string {
  const [best, ...others] = results.scalesOf(table.id).filter(scale => scale !== 'smoke');
  const parts = [`## ${table.title}`];
  if (best === undefined) parts.push(`Not run yet: \`${commandFor(table, 'quick')}\``);
  else parts.push(drawScale(table, best, results));
  for (const scale of others) {
    parts.push(`<details><summary>At scale ${scale}</summary>\n\n${drawScale(table, scale, results)}\n\n</details>`);
  }
  if (table.deviations?.length) parts.push(drawDeviations(table.deviations));
  return parts.join('\n\n');
}

const drawDeviations = (deviations: readonly string[]): string =>
  ['Deviations from the paper:', '', ...deviations.map(deviation => `- ${deviation}`)].join('\n');

function drawScale(table: Table, scale: Scale, results: Results): string {
  const cells = results.cells(scale, table.id);
  const reasons = distinct(cells.map(({ verdict }) => reasonIn(verdict)));
  const notes = reasons.map((reason, i) => `${i + 1}. Not run: ${reason}`);
  const claims = results.claims(scale, table.id);
  return [
    conditionsOf(scale, cells),
    grid(table, cells, reasons),
    ...(notes.length > 0 ? [notes.join('\n')] : []),
    ...(claims.length > 0 ? [drawClaims(claims)] : []),
  ].join('\n\n');
}

function conditionsOf(scale: Scale, cells: readonly CellRecord[]): string {
  const named = (['data', 'network', 'backend', 'commit', 'date'] as const).flatMap(key => {
    // A cell whose trainings are of several commits names them all.
    const values = distinct(cells.flatMap(cell => (key === 'commit' ? cell[key].split(' ') : [cell[key]])));
    return values.length > 0 ? [`${key} ${values.join(' / ')}`] : [];
  });
  return `Scale ${scale}: ${named.join('; ')}.`;
}

/** One line a row; a column that the paper prints takes two: the paper's figure and ours. */
function grid(table: Table, cells: readonly CellRecord[], reasons: readonly string[]): string {
  const columns = Object.entries(table.columns).filter(([key]) => cells.some(cell => cell.column === key));
  const isPrinted = (key: string) => cells.some(cell => cell.column === key && cell.paper !== '');
  const head = columns.flatMap(([key, column]) => {
    const name = headingOf(key, column);
    return isPrinted(key) ? [`${name}, paper`, 'measured'] : [name];
  });
  const body = table.rows
    .filter(row => cells.some(cell => cell.row === row.name))
    .map(({ name }) => [
      name,
      ...columns.flatMap(([key]) => {
        const cell = cells.find(({ row, column }) => row === name && column === key);
        const measured = cell ? measuredText(cell, reasons) : '';
        return isPrinted(key) ? [cell ? paperText(cell) : '', measured] : [measured];
      }),
    ]);
  return markdownTable(['', ...head], body);
}

export function headingOf(key: string, column: Column): string {
  const name = column.heading ?? key;
  if (column.kind === 'ratio') return `${name} (× ${column.to})`;
  return column.unit === '' ? name : `${name} (${column.unit})`;
}

const paperText = ({ paper, source }: CellRecord): string => (source.endsWith('(unverified)') ? `${paper} †` : paper);

const MARKS: Readonly<Record<string, string>> = { match: ' ✓', mismatch: ' ✗', close: ' ≈', differs: ' ≠' };

function measuredText({ measured, std, n, verdict }: CellRecord, reasons: readonly string[]): string {
  const reason = reasonIn(verdict);
  if (reason !== '') return `not run [${reasons.indexOf(reason) + 1}]`;
  const spread = std === '' ? '' : ` ± ${std}`;
  return `${measured}${spread}${n === '' ? '' : ` (n = ${n})`}${MARKS[verdict] ?? ''}`;
}

/** What stands in the brackets of 'not run (...)'; empty for other verdicts. */
const reasonIn = (verdict: string): string => /^not run \((.*)\)$/s.exec(verdict)?.[1] ?? '';

const drawClaims = (claims: readonly ClaimRecord[]): string =>
  markdownTable(
    ['claim', 'measured on', 'a − b', '95 % interval', 'effect size', 'n', 'verdict'],
    claims.map(claim => [
      `${claim.sentence} (${claim.source})`,
      `${claim.column}: ${claim.claim}`,
      claim.difference,
      claim.low === '' ? '' : `${claim.low} to ${claim.high}`,
      claim.effect,
      claim.n === '0' ? '' : claim.n,
      `**${claim.verdict}**`,
    ]),
  );

function drawFigure({ id, title, deviations = [] }: Figure, results: Results): string {
  const best = SCALES.toReversed().find(scale =>
    scale === 'smoke' ? false : ['svg', 'csv'].some(extension => existsSync(results.path(scale, `${id}.${extension}`))),
  );
  const parts = [`## ${title}`];
  if (best === undefined) parts.push('Not drawn yet.');
  else {
    if (existsSync(results.path(best, `${id}.svg`))) parts.push(`![${title}](${best}/${id}.svg)`);
    if (existsSync(results.path(best, `${id}.csv`))) parts.push(`The numbers: [${id}.csv](${best}/${id}.csv)`);
  }
  if (deviations.length > 0) parts.push(drawDeviations(deviations));
  return parts.join('\n\n');
}

function markdownTable(head: readonly string[], body: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escapeCell).join(' | ')} |`;
  return [line(head), `| ${head.map((_, i) => (i === 0 ? ':--' : '--:')).join(' | ')} |`, ...body.map(line)].join('\n');
}

const escapeCell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

const distinct = (values: readonly string[]): readonly string[] => [...new Set(values.filter(value => value !== ''))];
