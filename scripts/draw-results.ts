/** Redraws every paper's results page, results/<paper>/README.md, from the CSV files beside it: after a change of words, not of values. */
import { join } from 'node:path';
import { writeFileAtomic } from '@refold/core/io';
import { foldersOf, ROOT } from '../packages/lab/src/plan/folders.ts';
import { loadPaper, paperNames } from '../packages/lab/src/plan/papers.ts';
import { drawReadme } from '../packages/lab/src/report/readme.ts';
import { Results } from '../packages/lab/src/results/results.ts';

const { experiments, results } = foldersOf(ROOT);
for (const name of paperNames(experiments)) {
  const of = new Results(results, name);
  writeFileAtomic(join(of.folder, 'README.md'), drawReadme(await loadPaper(experiments, name), of));
}
