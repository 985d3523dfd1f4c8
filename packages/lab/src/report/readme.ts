/** results/<paper>/README.md, drawn from the CSV files: the same files always give the same page. */
import { existsSync } from 'node:fs';
import { comparisonsOf } from '../define/own-rows.ts';
import type { Paper, PaperFigure, PaperTable } from '../define/paper.ts';
import { SCALES, type Scale } from '../define/scales.ts';
import { commandFor } from '../plan/plan.ts';
import type { CellRecord, Results } from '../results/results.ts';
import { Deviations } from './deviations.ts';
import { distinct, drawClaims, drawGrid, drawOmissions, headlineOf, isLong, Reasons } from './tables.ts';

/** The results page of a paper as Markdown: its tables, claims, figures, deviations and omissions. */
export function drawReadme(paper: Paper, results: Results): string {
  const deviations = new Deviations();
  const parts = [
    `# ${paper.paper}`,
    paper.reference,
    ...summaryOf(paper, results),
    LEGEND.replaceAll('<paper>', paper.paper),
    ...paper.tables.map(table => drawTable(table, results, deviations)),
    ...paper.figures.map(figure => drawFigure(figure, results, deviations)),
    ...(paper.omissions?.length ? [`## Printed values that no table shows\n\n${drawOmissions(paper.omissions)}`] : []),
  ];
  return `${parts.join('\n\n')}\n`;
}

const LEGEND = `Drawn from the CSV files beside this page by \`npx turbo run reproduce --filter=<paper>\`; don't edit it.

- ✓ equals the paper's value to its printed precision; ✗ doesn't, and the paper's value follows it. ≈ is close to the paper's value, ≠ isn't. No mark:
  the paper prints no value, or its value isn't comparable because the conditions differ.
- *Italics*: the paper's value of something that wasn't run here. †: recalled value, unverified.
- ±: standard deviation over *n* seeds, or over rounds of timing.
- A claim **holds** or **does not hold** if the whole 95 % interval lies on one side, by Student's t over seeds (paired) or rounds of timing
  (Welch); otherwise it is **undecided**. A sentence that names
  a size **holds** if the whole interval reaches that size, less the column's tolerance, and else **holds in direction**. The *corrected* verdict is the one that is left when all claims of a table are to be right together
  with that confidence (Holm); *p* is two-sided, of each claim alone.`;

/** How many exact values match and how many claims hold, each table at its best scale; nothing where there are none. */
function summaryOf({ tables }: Paper, results: Results): readonly string[] {
  const best = tables.flatMap(({ id }) => {
    const [scale] = shownScales(id, results);
    return scale === undefined ? [] : [{ cells: results.cells(scale, id), claims: results.claims(scale, id) }];
  });
  const cells = best.flatMap(({ cells }) => cells).filter(({ kind, verdict }) => kind === 'exact' && verdict in EXACT);
  const claims = best.flatMap(({ claims }) => claims);
  const lines = [
    ...(cells.length > 0 ? [`${exactValues(cells)}.`] : []),
    ...(claims.length > 0 ? [`Claims of the paper: ${tally(claims, CLAIMS)}.`] : []),
  ];
  return lines.length > 0 ? [lines.join(' ')] : [];
}

const EXACT = { match: 'match', mismatch: 'mismatched', differs: 'disputed' };
const CLAIMS = {
  holds: 'hold',
  'holds in direction': 'hold in direction',
  'does not hold': 'do not hold',
  undecided: 'undecided',
  'not run': 'not run',
};

/** '117 of 118 exact values match; 1 disputed' */
function exactValues(cells: readonly CellRecord[]): string {
  const { match, ...others } = EXACT;
  const matching = cells.filter(({ verdict }) => verdict === 'match').length;
  const rest = tally(cells, others);
  return `${matching} of ${cells.length} exact values ${match}${rest === '' ? '' : `; ${rest}`}`;
}

/** '9 hold, 4 do not hold, 2 not run' */
function tally(records: readonly { readonly verdict: string }[], words: Readonly<Record<string, string>>): string {
  const counted = Object.entries(words).map(([verdict, word]) => {
    const n = records.filter(record => record.verdict.replace(/ \(.*/s, '') === verdict).length;
    return n === 0 ? '' : `${n} ${word}`;
  });
  return counted.filter(text => text !== '').join(', ');
}

/** The scales at which a table is shown, largest first. */
const shownScales = (id: string, results: Results): readonly Scale[] =>
  results.scalesOf(id).filter(scale => scale !== 'smoke');

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
    ...(reasons.list === '' ? [] : [reasons.list]),
    ...(claims.length > 0 ? [drawClaims(table, claims, reasons)] : []),
    ...(comparisons.length > 0
      ? [OWN, drawClaims({ ...table, claims: comparisonsOf(table) }, comparisons, reasons)]
      : []),
  ].join('\n\n');
}

const OWN = "Rows that aren't the paper's, beside their baselines:";

function conditionsOf(scale: Scale, cells: readonly CellRecord[]): string {
  const named = (['data', 'network', 'backend', 'commit', 'date'] as const).flatMap(key => {
    // A cell whose runs come from several commits names them all.
    const values = distinct(cells.flatMap(cell => (key === 'commit' ? cell[key].split(' ') : [cell[key]])));
    return values.length > 0 ? [`${key} ${values.join(' / ')}`] : [];
  });
  return `Scale ${scale}: ${named.join('; ')}.`;
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
