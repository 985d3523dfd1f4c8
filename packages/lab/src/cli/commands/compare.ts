import { SCALES } from '../../define/scales.ts';
import { mismatchCount } from '../../judge/verdict.ts';
import { foldersOf, ROOT } from '../../plan/folders.ts';
import { type Command, oneOf } from '../command.ts';

export const compareCommand: Command = {
  name: 'compare',
  positionals: ['[paper]'],
  summary: "Show the paper's values beside the measured ones; exit with code 1 if one that must match exactly doesn't.",
  options: {
    scale: { type: 'string', value: 'scale', help: `${SCALES.join(', ')}; default: the largest that has results` },
  },
  example: 'refold compare repvgg',
  async run(call) {
    const wanted = call.text('scale');
    const scale = wanted === undefined ? undefined : oneOf('scale', wanted, SCALES);
    const [{ compare }, { loadPaper, paperNames }, { Results }] = await Promise.all([
      import('../../report/compare.ts'),
      import('../../plan/papers.ts'),
      import('../../results/results.ts'),
    ]);
    const folders = foldersOf(ROOT);
    let mismatches = 0;
    for (const name of call.positionals.length > 0 ? call.positionals : paperNames(folders.experiments)) {
      const paper = await loadPaper(folders.experiments, name);
      const comparison = compare(paper, new Results(folders.results, name), scale);
      mismatches += comparison.mismatches;
      process.stdout.write(`${name}\n\n${comparison.text}\n\n`);
    }
    if (mismatches === 0) return 0;
    process.stderr.write(`${mismatchCount(mismatches)}\n`);
    return 1;
  },
};
