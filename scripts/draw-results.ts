/**
 * Redraws the results pages from the CSV files beside them, after a change of words, not of values: each paper's results/<paper>/README.md, and
 * results/README.md, the page of all papers.
 */
import { join } from 'node:path';
import { writeFileAtomic } from '@refold/core/io';
import { foldersOf, ROOT } from '../packages/lab/src/plan/folders.ts';
import { loadPaper, paperNames } from '../packages/lab/src/plan/papers.ts';
import { drawOverview } from '../packages/lab/src/report/overview.ts';
import { drawReadme } from '../packages/lab/src/report/readme.ts';
import { Results } from '../packages/lab/src/results/results.ts';

const { experiments, results } = foldersOf(ROOT);
const papers = [];
for (const name of paperNames(experiments)) {
  papers.push({ paper: await loadPaper(experiments, name), results: new Results(results, name) });
}
for (const { paper, results } of papers) {
  writeFileAtomic(join(results.folder, 'README.md'), drawReadme(paper, results));
}
writeFileAtomic(join(results, 'README.md'), drawOverview(papers));
