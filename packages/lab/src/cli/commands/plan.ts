import { foldersOf, ROOT } from '../../plan/folders.ts';
import { textTable } from '../../terminal/text-table.ts';
import { type Arguments, type Command, positiveNumber, share } from '../command.ts';
import { backendNameOf, SELECTION, scaleOf, selectionOf } from '../selection.ts';

/** Of an NVIDIA V100, in 32 bits; what training reaches of it is an assumption. */
export const GPU = { tflops: 15.7, utilization: 0.3 } as const;

export const planCommand: Command = {
  name: 'plan',
  positionals: ['[paper...]'],
  summary:
    'Say what the runs of papers cost before they are trained: how many there are, their multiply-adds, and hours on a GPU of a stated rate and on a machine whose rate was measured.',
  options: {
    ...SELECTION,
    tflops: {
      type: 'string',
      value: 'n',
      help: `peak of the GPU, in 10^12 floating-point operations per second; default: ${GPU.tflops}`,
    },
    utilization: {
      type: 'string',
      value: 'share',
      help: `what training reaches of that peak; default: ${GPU.utilization}`,
    },
    rate: {
      type: 'string',
      value: 'n',
      help: 'what a machine was measured to do, in 10^9 multiply-adds per second of training; adds a column',
    },
    csv: {
      type: 'boolean',
      help: 'print CSV: paper, table or figure (blank for all of a paper), runs, multiply-adds of forward passes',
    },
  },
  example: 'refold plan repvgg --scale paper --tflops 19.5 --utilization 0.4',
  run,
};

async function run(call: Arguments): Promise<number> {
  const [{ loadPaper, paperNames }, { gpuRate, hoursOf, trainingCosts }] = await Promise.all([
    import('../../plan/papers.ts'),
    import('../../run/training-cost.ts'),
  ]);
  const [scale, selection, backend] = [scaleOf(call, 'paper'), selectionOf(call), await backendNameOf(call)];
  const gpu = gpuRate(positiveNumber(call, 'tflops') ?? GPU.tflops, share(call, 'utilization') ?? GPU.utilization);
  const measured = positiveNumber(call, 'rate');
  const folders = foldersOf(ROOT);
  const head = ['table', 'runs', 'multiply-adds', 'GPU-hours', ...(measured === undefined ? [] : ['hours'])];
  if (call.flag('csv')) process.stdout.write('paper,part,runs,macs\n');
  for (const name of call.positionals.length > 0 ? call.positionals : paperNames(folders.experiments)) {
    const place = { paper: await loadPaper(folders.experiments, name), scale, folders, backend };
    const costs = await trainingCosts(place, selection);
    if (call.flag('csv')) {
      process.stdout.write(costs.map(({ part, runs, macs }) => `${name},${part},${runs},${macs}\n`).join(''));
      continue;
    }
    const lines = costs.map(cost => [
      cost.part || 'all, each run once',
      String(cost.runs),
      cost.macs.toExponential(2),
      hoursOf(cost, gpu).toFixed(1),
      ...(measured === undefined ? [] : [hoursOf(cost, { macs: 1e9 * measured }).toFixed(1)]),
    ]);
    process.stdout.write(`${name} at ${scale}\n${textTable(head, lines)}\n\n`);
  }
  return 0;
}
