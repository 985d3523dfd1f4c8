/**
 * Draws every paper's results page, results/<paper>/README.md, and the plots beside it again, from the CSV files that are committed: after a
 * change of words or of looks, not of values. Sheets of pictures stay as they are: they need their runs.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '@refold/core/io';
import { SCALES } from '../packages/lab/src/define/scales.ts';
import { foldersOf, ROOT } from '../packages/lab/src/plan/folders.ts';
import { loadPaper, paperNames } from '../packages/lab/src/plan/papers.ts';
import { redrawFigure } from '../packages/lab/src/report/figure-plot.ts';
import { drawReadme } from '../packages/lab/src/report/readme.ts';
import { Results } from '../packages/lab/src/results/results.ts';
import { drawCosts } from './bench/cost-plots.ts';

const { experiments, results } = foldersOf(ROOT);
for (const name of paperNames(experiments)) {
  const paper = await loadPaper(experiments, name);
  const of = new Results(results, name);
  for (const { id, draw } of paper.figures) {
    for (const scale of SCALES.filter(
      scale => scale !== 'smoke' && existsSync(of.path(scale, draw ? `${id}.csv` : '')),
    )) {
      await redrawFigure(id, scale, { paper, results: of, experiments });
    }
  }
  writeFileAtomic(join(of.folder, 'README.md'), drawReadme(paper, of));
}
await drawCosts(join(results, 'speed'));
