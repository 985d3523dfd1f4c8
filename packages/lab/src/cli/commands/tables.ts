import { foldersOf, ROOT } from '../../plan/folders.ts';
import type { Listing, Work } from '../../run/contents.ts';
import type { Command } from '../command.ts';

/** The scales that a machine at hand can run. */
const SHOWN = ['quick', 'standard'] as const;

export const tablesCommand: Command = {
  name: 'tables',
  positionals: ['<paper>'],
  summary:
    "List a paper's tables and figures: how many rows and runs they have, how long the runs take one after another where the ledger knows it, and at which scales there are results.",
  options: {
    backend: {
      type: 'string',
      value: 'backend',
      help: 'whose runs and times: tensorflow, native, wasm, cpu or webgpu; default: the best that works',
    },
  },
  example: 'refold tables repvgg',
  async run(call) {
    const [name = ''] = call.positionals;
    const [{ loadPaper }, { contentsOf }, { parseBackendChoice, selectBackend }, { textTable }, { duration }] =
      await Promise.all([
        import('../../plan/papers.ts'),
        import('../../run/contents.ts'),
        import('@refold/core/backend'),
        import('../../terminal/text-table.ts'),
        import('../../terminal/progress.ts'),
      ]);
    const folders = foldersOf(ROOT);
    const choice = parseBackendChoice(call.text('backend') ?? 'auto');
    const paper = await loadPaper(folders.experiments, name);
    const backend = choice === 'auto' ? (await selectBackend(choice)).name : choice;
    const listed = await contentsOf(paper, SHOWN, folders, backend);
    const time = ({ runs, ms }: Work) => (ms === undefined ? (runs > 0 ? 'not known' : '') : duration(ms));
    const line = ({ id, title, rows, work, scales }: Listing) => [
      id,
      rows === undefined ? '' : String(rows),
      ...work.flatMap(one => [String(one.runs), time(one)]),
      scales.join(', ') || 'none',
      title,
    ];
    const head = ['id', 'rows', ...SHOWN.flatMap(scale => [`runs at ${scale}`, 'time']), 'results at', 'title'];
    process.stdout.write(
      `${paper.reference}\nruns on ${backend}\n\n${textTable(head, listed.map(line))}\n\nTo run one: npx refold reproduce ${name} --table <id> --scale <scale>\n`,
    );
    return 0;
  },
};
