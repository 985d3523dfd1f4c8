import { foldersOf, ROOT } from '../../plan/folders.ts';
import { type Command, oneOf } from '../command.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** The command that completes these commands, itself among them. */
export const completionCommand = (commands: () => readonly Command[]): Command => ({
  name: 'completion',
  positionals: [`<${SHELLS.join('|')}>`],
  summary:
    "Print a script by which the shell completes commands, options and the names of papers, models and datasets. It has the names that there are now: after adding a paper, make it again. Where refold is run by npx, add alias refold='npx refold'.",
  options: {},
  example: 'refold completion bash > ~/.local/share/bash-completion/completions/refold',
  async run({ positionals: [word = ''] }) {
    const shell = oneOf('shell', word, SHELLS);
    const [{ namesIn }, { grammarOf }, { bashScript }, { zshScript }, { fishScript }] = await Promise.all([
      import('../completion/names.ts'),
      import('../completion/grammar.ts'),
      import('../completion/bash.ts'),
      import('../completion/zsh.ts'),
      import('../completion/fish.ts'),
    ]);
    const grammar = await grammarOf(commands(), await namesIn(foldersOf(ROOT).experiments));
    process.stdout.write({ bash: bashScript, zsh: zshScript, fish: fishScript }[shell](grammar));
    return 0;
  },
});
