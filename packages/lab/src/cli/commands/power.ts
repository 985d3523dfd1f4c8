import { SCALES } from '../../define/scales.ts';
import { foldersOf, ROOT } from '../../plan/folders.ts';
import { type Command, oneOf } from '../command.ts';

export const powerCommand: Command = {
  name: 'power',
  positionals: ['<paper>'],
  summary:
    'Say how many seeds each undecided claim would need to be decided with a probability of 80 %, and how likely the next seed decides it.',
  options: {
    scale: { type: 'string', value: 'scale', help: `${SCALES.join(', ')}; default: the largest that has results` },
  },
  example: 'refold power dbb --scale quick',
  async run(call) {
    const wanted = call.text('scale');
    const scale = wanted === undefined ? undefined : oneOf('scale', wanted, SCALES);
    const [{ drawPower }, { loadPaper }, { Results }] = await Promise.all([
      import('../../report/power.ts'),
      import('../../plan/papers.ts'),
      import('../../results/results.ts'),
    ]);
    const folders = foldersOf(ROOT);
    const [name = ''] = call.positionals;
    const paper = await loadPaper(folders.experiments, name);
    process.stdout.write(`${drawPower(paper, new Results(folders.results, name), scale)}\n`);
    return 0;
  },
};
