import { RefoldError } from '@refold/core';
import type { Benchmark, BenchmarkReport, BenchmarkRequest } from '../../define/benchmark.ts';
import { type Folders, foldersOf, ROOT } from '../../plan/folders.ts';
import { type Arguments, type Command, wholeNumber } from '../command.ts';

export const benchmarkCommand: Command = {
  name: 'benchmark',
  positionals: [],
  summary:
    'Run one cell of a benchmark of features and learners on a dataset, or on a table of your own pictures and labels.',
  options: {
    features: {
      type: 'string',
      value: 'names',
      help: async () => `joined by commas: ${(await offered()).features.join(', ')}`,
    },
    learner: { type: 'string', value: 'name', help: async () => (await offered()).learners.join(', ') },
    data: {
      type: 'string',
      value: 'dataset or file',
      help: 'a dataset (refold data lists them), or a table *.csv with columns file and label, ...',
    },
    task: {
      type: 'string',
      value: 'label',
      help: 'class, polarity, dimensions or distribution; default: the first that the data has',
    },
    folds: { type: 'string', value: 'n', help: 'folds, each of which is tested on once; default: 5' },
    range: { type: 'string', value: 'low,high', help: 'of a table with values: the ends of their scale, such as 1,9' },
    backend: { type: 'string', value: 'backend', help: 'backend that runs networks; default: the best that works' },
  },
  example: 'refold benchmark --features gist,glcm --learner svm --data emotion6 --task class',
  run: async call => await benchmark(call, foldersOf(ROOT)),
};

/** The work of the command, with the papers in these folders. @returns the exit code */
export async function benchmark(call: Arguments, folders: Folders): Promise<number> {
  const request = requestOf(call);
  const [offer, backends, { interruptible, INTERRUPTED }, { Interrupted }] = await Promise.all([
    offered(folders),
    import('@refold/core/backend'),
    import('../../terminal/interrupt.ts'),
    import('@refold/core/train'),
  ]);
  await backends.selectBackend(backends.parseBackendChoice(call.text('backend') ?? 'auto'));
  const onFold = (done: number) => process.stderr.write(`fold ${done} of ${request.folds}\n`);
  try {
    const report = await interruptible(
      signal => offer.run(request, { signal, onFold }),
      () => process.stderr.write('stopping: features extracted so far are kept ...\n'),
    );
    process.stdout.write(`${await drawn(report)}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    process.stderr.write(`${error.message}\n`);
    return INTERRUPTED;
  }
}

function requestOf(call: Arguments): BenchmarkRequest {
  const needed = (option: string): string => {
    const value = call.text(option);
    if (value === undefined) throw new RefoldError(`--${option} is missing: ${benchmarkCommand.example}`);
    return value;
  };
  return {
    features: needed('features')
      .split(',')
      .map(name => name.trim()),
    learner: needed('learner'),
    data: needed('data'),
    task: call.text('task'),
    folds: wholeNumber(call, 'folds', 2) ?? 5,
    range: rangeOf(call.text('range')),
  };
}

function rangeOf(text: string | undefined): BenchmarkRequest['range'] {
  if (text === undefined) return undefined;
  const [low, high, ...more] = text.split(',').map(Number);
  if (low !== undefined && high !== undefined && more.length === 0 && low < high) return [low, high];
  throw new RefoldError(`--range is '${text}'; it must be two numbers, the lower first, such as 1,9`);
}

/** What the papers offer. @throws RefoldError where none offers a benchmark */
async function offered(folders: Folders = foldersOf(ROOT)): Promise<Benchmark> {
  const { loadPaper, paperNames } = await import('../../plan/papers.ts');
  for (const name of paperNames(folders.experiments)) {
    const { benchmark: offer } = await loadPaper(folders.experiments, name);
    if (offer !== undefined) return offer;
  }
  throw new RefoldError(`no paper in ${folders.experiments} offers a benchmark: its index says so by \`benchmark\``);
}

/** The facts, and a line for each metric: mean and standard deviation over folds, beside the best constant prediction. */
async function drawn({ facts, metrics }: BenchmarkReport): Promise<string> {
  const { textTable } = await import('../../terminal/text-table.ts');
  const { summarize } = await import('../../judge/numbers.ts');
  const shown = (values: readonly number[]): string => {
    if (values.length === 0) return '';
    const { mean, std } = summarize(values);
    return `${mean.toFixed(4)} ± ${std.toFixed(4)}`;
  };
  const body = metrics.map(({ name, values, constant }) => [name, shown(values), shown(constant)]);
  return `${facts.join('\n')}\n\n${textTable(['metric', 'over folds', 'constant prediction'], body)}`;
}
