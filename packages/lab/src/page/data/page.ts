/** All that the page shows, from the results that are committed. */
import type { Paper } from '../../define/paper.ts';
import { SCALES } from '../../define/scales.ts';
import { svgOf } from '../../plot/index.ts';
import { commitOf, today } from '../../results/provenance.ts';
import type { Results } from '../../results/results.ts';
import type { FigureData, OmissionData, PageData, PaperData } from '../shape.ts';
import { Deviations } from './deviations.ts';
import { embedded, figuresOf } from './figures.ts';
import { Pools } from './pool.ts';
import { runTuples } from './runs.ts';
import { paperSummary } from './summary.ts';
import { tableData } from './tables.ts';
import { tradeOffsOf } from './trade-offs.ts';

/** A paper, and what was measured of it. */
export interface PaperResults {
  readonly paper: Paper;
  readonly results: Results;
}

/**
 * The data of the page.
 * @param root of the repository: paths are shown from there
 * @throws RefoldError naming file and line for results that are malformed
 */
export async function pageData(papers: readonly PaperResults[], root: string): Promise<PageData> {
  const pools = new Pools();
  const all: PaperData[] = [];
  for (const one of papers) all.push(await paperData(one, root, pools));
  return { commit: commitOf(root), date: today(), texts: pools.texts, origins: pools.origins, papers: all };
}

async function paperData({ paper, results }: PaperResults, root: string, pools: Pools): Promise<PaperData> {
  const deviations = new Deviations();
  const { reasons = [] } = paper;
  const tables = paper.tables.map(table => tableData(table, { results, pools, reasons }, deviations));
  const figures = [...figuresOf(paper, results, root, deviations), ...(await costFigures(paper, results))];
  return {
    id: paper.paper,
    ...cited(paper.reference),
    summary: paperSummary(paper, results),
    tables,
    figures,
    deviations: deviations.all,
    omissions: (paper.omissions ?? []).map(omissionData),
    runs: SCALES.filter(scale => scale !== 'smoke').flatMap(scale => runTuples(scale, paper.tables, results, pools)),
  };
}

/** Authors, title and the rest of 'A. Author: Title. Venue 2021, arXiv 2101.03697'; a reference of another form is all title. */
function cited(reference: string): Pick<PaperData, 'authors' | 'title' | 'venue'> {
  const [, authors, title, venue] = /^(.+?): (.+?)\. (.+)$/s.exec(reference) ?? [];
  return { authors: authors ?? '', title: title ?? reference, venue: venue ?? '' };
}

/** Plots of accuracy against what it costs: the page's own, drawn from its tables. */
async function costFigures(paper: Paper, results: Results): Promise<readonly FigureData[]> {
  const drawn: FigureData[] = [];
  for (const { id, headline, scale, plot } of paper.tables.flatMap(table => tradeOffsOf(table, results))) {
    const svg = embedded(await svgOf(plot), `${paper.paper}-${id}`);
    drawn.push({ id, headline, note: COSTS, drawings: [{ scale, svg, numbers: '' }], deviations: [] });
  }
  return drawn;
}

const COSTS = 'Drawn from the table: rows whose accuracy and cost were measured on the same network.';

function omissionData({ file, row, column, reason }: NonNullable<Paper['omissions']>[number]): OmissionData {
  const inWords = (patterns: string | readonly string[] | undefined) =>
    patterns === undefined ? [] : [[patterns].flat().join('; ').replaceAll('*', '…')];
  return { what: [file, row, column].flatMap(inWords).join(' · '), reason };
}
