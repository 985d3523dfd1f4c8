/** results/<paper>/README.md, drawn from the CSV files: the same files always give the same page. */
import { existsSync } from 'node:fs';
import { comparisonsOf } from '../define/own-rows.ts';
import type { Paper, PaperFigure, PaperTable } from '../define/paper.ts';
import { SCALES, type Scale } from '../define/scales.ts';
import { commandFor } from '../plan/plan.ts';
import type { CellRecord, Results } from '../results/results.ts';
import { drawClaims } from './claims.ts';
import { Deviations } from './deviations.ts';
import { drawFailures, failuresOf } from './failures.ts';
import { headlineOf } from './headings.ts';
import { HOW_TO_READ } from './how-to-read.ts';
import { anchorOf, distinct, folded } from './markdown.ts';
import { conditionsIn, networkLine } from './networks.ts';
import { Reasons } from './not-run.ts';
import { bestOf, shownScales, summaryOf } from './summary.ts';
import { drawGrid, drawOmissions, drawReasons, drawTotals } from './tables.ts';

/** The results page of a paper as Markdown: its claims, tables, figures, deviations and omissions. */
export function drawReadme(paper: Paper, results: Results): string {
  const deviations = new Deviations();
  const summary = summaryOf(bestOf(paper, results));
  const parts = [
    `# ${paper.paper}`,
    paper.reference,
    ...(summary.length > 0 ? [summary.map(line => `- ${line}`).join('\n')] : []),
    folded('How to read this page', HOW_TO_READ),
    ...drawAllClaims(paper, results),
    ...(paper.tables.length > 0 ? ['## Tables'] : []),
    ...paper.tables.map(table => drawTable(table, results, deviations)),
    ...(paper.figures.length > 0 ? ['## Figures'] : []),
    ...paper.figures.map(figure => drawFigure(figure, results, deviations)),
    ...(paper.omissions?.length ? [`## Printed values that no table shows\n\n${drawOmissions(paper.omissions)}`] : []),
    `Drawn from the CSV files beside this page by \`npx turbo run reproduce --filter=${paper.paper}\`; don't edit it.`,
  ];
  return `${parts.join('\n\n')}\n`;
}

/** The claims of all tables, each at its table's best scale, and what we think of those that don't hold. */
function drawAllClaims(paper: Paper, results: Results): readonly string[] {
  const parts = paper.tables.flatMap(table => {
    const [scale] = shownScales(table.id, results);
    const claims = scale === undefined ? [] : results.claims(scale, table.id);
    if (claims.length === 0) return [];
    const headline = headlineOf(table);
    return [`**[${headline}](${anchorOf(headline)})**, at scale ${scale}:`, drawClaims(table, claims)];
  });
  const failures = failuresOf(paper, results);
  if (parts.length === 0) return [];
  return ['## Claims', ...parts, ...(failures.length > 0 ? [WHY, drawFailures(failures)] : [])];
}

const WHY = `### What does not hold, and why that may be

Each claim at the largest scale at which it has an interval. The reasons are our guesses: nobody has run the experiments yet.`;

function drawTable(table: PaperTable, results: Results, deviations: Deviations): string {
  const [best, ...others] = shownScales(table.id, results);
  const parts = [`### ${headlineOf(table)}`];
  if (best === undefined) parts.push(`Not run yet: \`${commandFor(table, 'quick')}\``);
  else parts.push(drawScale(table, best, results));
  for (const scale of others) {
    const claims = results.claims(scale, table.id);
    const own = [
      drawScale(table, scale, results),
      ...(claims.length > 0 ? [drawClaims(table, claims)] : []),
      originOf(results.cells(scale, table.id)),
    ];
    parts.push(folded(`At scale ${scale}`, own.join('\n\n')));
  }
  const origin = best === undefined ? '' : originOf(results.cells(best, table.id));
  const departs = table.deviations?.length ? [deviations.draw(table.deviations)] : [];
  const details = [...departs, origin].filter(text => text !== '');
  if (details.length > 0) {
    parts.push(folded(departs.length > 0 ? 'Deviations from the paper; origin' : 'Origin', details.join('\n\n')));
  }
  return parts.join('\n\n');
}

function drawScale(table: PaperTable, scale: Scale, results: Results): string {
  const cells = results.cells(scale, table.id);
  const comparisons = results.claims(scale, table.id, 'comparisons');
  const reasons = new Reasons(cells);
  const data = distinct(cells.map(({ data }) => data)).join(' / ');
  const conditions = [`Scale ${scale}`, data && `data ${data}`, networkLine(cells), ...conditionsIn(cells)];
  return [
    `${conditions.filter(text => text !== '').join('; ')}.`,
    drawGrid(table, cells, reasons),
    ...[drawTotals(cells, reasons), drawReasons(reasons)].filter(text => text !== ''),
    ...(comparisons.length > 0 ? [OWN, drawClaims({ ...table, claims: comparisonsOf(table) }, comparisons)] : []),
  ].join('\n\n');
}

const OWN = "Rows that aren't the paper's, beside their baselines:";

/** By which code values were found, and when. */
function originOf(cells: readonly CellRecord[]): string {
  const parts = (['backend', 'commit', 'date'] as const).flatMap(key => {
    // A cell whose runs come from several commits names them all.
    const values = distinct(cells.flatMap(cell => (key === 'commit' ? cell[key].split(' ') : [cell[key]])));
    return values.length > 0 ? [`${key} ${values.join(' / ')}`] : [];
  });
  return parts.length === 0 ? '' : `Origin: ${parts.join('; ')}.`;
}

function drawFigure(figure: PaperFigure, results: Results, deviations: Deviations): string {
  const { id } = figure;
  const title = headlineOf(figure);
  const best = SCALES.toReversed().find(scale =>
    scale === 'smoke' ? false : ['svg', 'csv'].some(extension => existsSync(results.path(scale, `${id}.${extension}`))),
  );
  const parts = [`### ${title}`];
  if (best === undefined) parts.push('Not drawn yet.');
  else {
    if (existsSync(results.path(best, `${id}.svg`))) parts.push(`![${title}](${best}/${id}.svg)`);
    if (existsSync(results.path(best, `${id}.csv`))) parts.push(`The numbers: [${id}.csv](${best}/${id}.csv)`);
  }
  if (figure.deviations?.length) parts.push(folded('Deviations from the paper', deviations.draw(figure.deviations)));
  return parts.join('\n\n');
}
