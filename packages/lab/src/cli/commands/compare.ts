import { RefoldError } from '@refold/core';
import { SCALES } from '../../define/scales.ts';
import { mismatchCount } from '../../judge/verdict.ts';
import { foldersOf, ROOT } from '../../plan/folders.ts';
import { paintFor, widthFor } from '../../terminal/style.ts';
import { type Command, oneOf } from '../command.ts';

export const compareCommand: Command = {
  name: 'compare',
  positionals: ['[paper]'],
  summary: "Show the paper's values beside the measured ones; exit with code 1 if one that must match exactly doesn't.",
  options: {
    scale: { type: 'string', value: 'scale', help: `${SCALES.join(', ')}; default: the largest that has results` },
    cells: { type: 'boolean', help: 'one cell on a line, for scripts and grep, in place of the tables' },
    totals: { type: 'boolean', help: 'only how many printed values match, differ, are quoted or not run, by table' },
  },
  example: 'refold compare repvgg',
  async run(call) {
    const wanted = call.text('scale');
    const scale = wanted === undefined ? undefined : oneOf('scale', wanted, SCALES);
    if (call.flag('cells') && call.flag('totals')) {
      throw new RefoldError('--cells lists every cell, and --totals counts them: leave one out');
    }
    const [{ compare }, { LEGEND }, { hanging }, { drawTotalsTable }, { loadPaper, paperNames }, { Results }] =
      await Promise.all([
        import('../../report/compare.ts'),
        import('../../report/text-grid.ts'),
        import('../../terminal/grid.ts'),
        import('../../report/totals-table.ts'),
        import('../../plan/papers.ts'),
        import('../../results/results.ts'),
      ]);
    const folders = foldersOf(ROOT);
    const names = call.positionals.length > 0 ? call.positionals : paperNames(folders.experiments);
    const papers = [];
    for (const name of names) {
      papers.push({
        paper: await loadPaper(folders.experiments, name),
        results: new Results(folders.results, name),
      });
    }
    const [width, paint, cells] = [widthFor(), paintFor(), call.flag('cells')];
    const comparisons = papers.map(({ paper, results }) => ({
      paper,
      ...compare(paper, results, { cells, width, paint, ...(scale && { scale }) }),
    }));
    if (call.flag('totals')) process.stdout.write(`${drawTotalsTable(papers, scale)}\n`);
    else {
      for (const { paper, text } of comparisons) process.stdout.write(`${paint('bold', paper.paper)}\n\n${text}\n\n`);
      if (!cells) process.stdout.write(`${hanging(`Marks: ${LEGEND}.`, width, '  ')}\n`);
    }
    const mismatches = comparisons.reduce((sum, comparison) => sum + comparison.mismatches, 0);
    if (mismatches === 0) return 0;
    process.stderr.write(`${paintFor(process.stderr)('red', mismatchCount(mismatches))}\n`);
    return 1;
  },
};
