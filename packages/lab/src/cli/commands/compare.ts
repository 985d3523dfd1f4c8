import { SCALES } from '../../define/types.ts';
import { foldersOf, ROOT } from '../../plan/folders.ts';
import { type Command, oneOf } from '../command.ts';

export const compareCommand: Command = {
  name: 'compare',
  words: ['[paper]'],
  summary: 'Show paper beside measured; exit code 1 if a figure that must be exact is not.',
  options: { scale: { type: 'string', value: 'scale', help: `${SCALES.join(', ')}; the best there is unless told` } },
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
    for (const name of call.words.length > 0 ? call.words : paperNames(folders.experiments)) {
      const paper = await loadPaper(folders.experiments, name);
      const comparison = compare(paper, new Results(folders.results, name), scale);
      mismatches += comparison.mismatches;
      process.stdout.write(`${name}\n\n${comparison.text}\n\n`);
    }
    if (mismatches === 0) return 0;
    process.stderr.write(
      `${mismatches} exact ${mismatches === 1 ? 'figure is' : 'figures are'} not what the paper prints\n`,
    );
    return 1;
  },
};
