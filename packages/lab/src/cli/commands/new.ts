import { RefoldError } from '@refold/core';
import { ROOT } from '../../plan/folders.ts';
import type { Command } from '../command.ts';
import { usageOf } from '../parser.ts';

export const newCommand: Command = {
  name: 'new',
  positionals: ['paper', '<name>'],
  summary: "Write a paper's package and experiments, with one table that runs, to begin with.",
  options: {},
  example: 'refold new paper my-paper',
  async run(call) {
    const [what = '', name = ''] = call.positionals;
    if (what !== 'paper') throw new RefoldError(`'refold new' begins a paper: ${usageOf(newCommand)}`);
    const { writePaper } = await import('../new-paper.ts');
    const files = writePaper(ROOT, name);
    process.stdout.write(
      [
        ...files.map(file => `  ${file}`),
        '',
        'To make the package known to the others, and to try its table in seconds:',
        '  npm install',
        `  npx refold reproduce ${name} --scale smoke`,
        'What to put where: docs/adding-a-paper.md\n',
      ].join('\n'),
    );
    return 0;
  },
};
