/** results/<paper>/README.md, drawn from the CSV files: the same files always give the same page. */
import { existsSync } from 'node:fs';
import { comparisonsOf } from '../define/own-rows.ts';
import type { Paper, PaperFigure, PaperTable } from '../define/paper.ts';
import { SCALES, type Scale } from '../define/scales.ts';
import { commandFor } from '../plan/plan.ts';
import type { CellRecord, Results } from '../results/results.ts';
import { drawClaims } from './claims.ts';
import { Deviations } from './deviations.ts';
import { distinct } from './markdown.ts';
import { conditionsIn, networkLine } from './networks.ts';
import { bestOf, shownScales, summaryOf } from './summary.ts';
import { drawGrid, drawOmissions, drawTotals, headlineOf, isLong, Reasons } from './tables.ts';

/** The results page of a paper as Markdown: its tables, claims, figures, deviations and omissions. */
export function drawReadme(paper: Paper, results: Results): string {
  const deviations = new Deviations();
  const summary = summaryOf(bestOf(paper, results));
  const parts = [
    `# ${paper.paper}`,
    paper.reference,
    ...(summary.length > 0 ? [summary.map(line => `- ${line}`).join('\n')] : []),
    LEGEND.replaceAll('<paper>', paper.paper),
    ...paper.tables.map(table => drawTable(table, results, deviations)),
    ...paper.figures.map(figure => drawFigure(figure, results, deviations)),
    ...(paper.omissions?.length ? [`## Printed values that no table shows\n\n${drawOmissions(paper.omissions)}`] : []),
  ];
  return `${parts.join('\n\n')}\n`;
}

const LEGEND = `Drawn from the CSV files beside this page by \`npx turbo run reproduce --filter=<paper>\`; don't edit it.

- ✓ equals the paper's value to its printed precision; ✗ doesn't, and the paper's value follows it. ≈ is close to the paper's value, ≠ isn't. No mark:
  the paper prints no value, or its value isn't comparable: other data, another network or schedule, and for speeds another machine.
- *Italics*: the paper's value of something that wasn't run here. †: recalled value, unverified. **quoted**: the paper takes the value from elsewhere.
- **here**: the network that is trained or timed in the place of the one that the row names. Counts are of the paper's own network.
- ±: standard deviation over *n* seeds, or over rounds of timing.
- A claim **holds** or **does not hold** if the whole 95 % interval of the difference lies on one side, by Student's t over seeds (paired) or rounds
  of timing (Welch); an interval that touches the bound leaves it **undecided**. A sentence that names a size **holds** if the whole interval
  reaches that size, less the column's tolerance, and else **holds in direction**. A difference with × is a quotient.
- *p* says how sure a verdict is by itself, two-sided; *exact*: counts, about which nothing is chance. *together*: what is left of the verdict when
  all claims of a table are to be right at once (Holm's correction); nothing is said where that is the same. Effect sizes are in claims.csv.
- *by a bootstrap*: judged by an earlier version, whose 95 % intervals cover the truth in 74 % of cases at three seeds. These lines await their next run.`;

function drawTable(table: PaperTable, results: Results, deviations: Deviations): string {
  const [best, ...others] = shownScales(table.id, results);
  const parts = [`## ${headlineOf(table)}`];
  if (best === undefined) parts.push(`Not run yet: \`${commandFor(table, 'quick')}\``);
  else parts.push(drawScale(table, best, results));
  for (const scale of others) {
    parts.push(`<details><summary>At scale ${scale}</summary>\n\n${drawScale(table, scale, results)}\n\n</details>`);
  }
  if (table.deviations?.length) parts.push(deviations.draw(table.deviations));
  return parts.join('\n\n');
}

function drawScale(table: PaperTable, scale: Scale, results: Results): string {
  const [cells, claims] = [results.cells(scale, table.id), results.claims(scale, table.id)];
  const comparisons = results.claims(scale, table.id, 'comparisons');
  const reasons = new Reasons([...cells, ...claims, ...comparisons]);
  return [
    conditionsOf(scale, cells),
    isLong(table)
      ? `<details><summary>${table.rows.length} rows</summary>\n\n${drawGrid(table, cells, reasons)}\n\n</details>`
      : drawGrid(table, cells, reasons),
    ...[drawTotals(cells, reasons), reasons.list].filter(text => text !== ''),
    ...(claims.length > 0 ? [drawClaims(table, claims, reasons)] : []),
    ...(comparisons.length > 0
      ? [OWN, drawClaims({ ...table, claims: comparisonsOf(table) }, comparisons, reasons)]
      : []),
  ].join('\n\n');
}

const OWN = "Rows that aren't the paper's, beside their baselines:";

function conditionsOf(scale: Scale, cells: readonly CellRecord[]): string {
  const of = (key: 'data' | 'backend' | 'commit' | 'date') => {
    // A cell whose runs come from several commits names them all.
    const values = distinct(cells.flatMap(cell => (key === 'commit' ? cell[key].split(' ') : [cell[key]])));
    return values.length > 0 ? [`${key} ${values.join(' / ')}`] : [];
  };
  const parts = [
    ...of('data'),
    networkLine(cells),
    ...conditionsIn(cells),
    ...(['backend', 'commit', 'date'] as const).flatMap(of),
  ];
  return `Scale ${scale}: ${parts.filter(text => text !== '').join('; ')}.`;
}

function drawFigure(figure: PaperFigure, results: Results, deviations: Deviations): string {
  const { id } = figure;
  const title = headlineOf(figure);
  const best = SCALES.toReversed().find(scale =>
    scale === 'smoke' ? false : ['svg', 'csv'].some(extension => existsSync(results.path(scale, `${id}.${extension}`))),
  );
  const parts = [`## ${title}`];
  if (best === undefined) parts.push('Not drawn yet.');
  else {
    if (existsSync(results.path(best, `${id}.svg`))) parts.push(`![${title}](${best}/${id}.svg)`);
    if (existsSync(results.path(best, `${id}.csv`))) parts.push(`The numbers: [${id}.csv](${best}/${id}.csv)`);
  }
  if (figure.deviations?.length) parts.push(deviations.draw(figure.deviations));
  return parts.join('\n\n');
}
