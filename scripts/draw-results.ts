/**
 * Draws what is drawn from committed CSV files again, after a change of words or of looks, not of values: each paper's results/<paper>/README.md and
 * the plots beside it, results/README.md, the page of all papers, and results/guide.md. Sheets of pictures stay as they are: they need their runs.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '@refold/core/io';
import { SCALES } from '../packages/lab/src/define/scales.ts';
import { foldersOf, ROOT } from '../packages/lab/src/plan/folders.ts';
import { loadPaper, paperNames } from '../packages/lab/src/plan/papers.ts';
import { redrawFigure } from '../packages/lab/src/report/figure-plot.ts';
import { drawOverview } from '../packages/lab/src/report/overview.ts';
import { drawReadme } from '../packages/lab/src/report/readme.ts';
import { Results } from '../packages/lab/src/results/results.ts';
import { drawCosts } from './bench/cost-plots.ts';
import { drawGuide } from './guide-page.ts';

const { experiments, results: folder } = foldersOf(ROOT);
const papers = [];
for (const name of paperNames(experiments)) {
  papers.push({ paper: await loadPaper(experiments, name), results: new Results(folder, name) });
}
for (const { paper, results } of papers) {
  for (const { id, draw } of paper.figures) {
    const hasNumbers = (scale: string) => existsSync(join(results.folder, scale, draw ? `${id}.csv` : ''));
    for (const scale of SCALES.filter(scale => scale !== 'smoke' && hasNumbers(scale))) {
      await redrawFigure(id, scale, { paper, results, experiments });
    }
  }
  writeFileAtomic(join(results.folder, 'README.md'), drawReadme(paper, results));
}
writeFileAtomic(join(folder, 'README.md'), drawOverview(papers));
await drawGuide();
await drawCosts(join(folder, 'speed'));
