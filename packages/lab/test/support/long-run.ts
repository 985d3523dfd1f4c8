/** `refold reproduce` of a paper of one long run, as a process of its own: node --import tsx long-run.ts <root> <epochs>. */
import { join } from 'node:path';
import { trained } from '../../src/define/cells.ts';
import { score } from '../../src/define/columns.ts';
import { definePaper } from '../../src/define/paper.ts';
import { defineTable } from '../../src/define/table.ts';
import { reproduce } from '../../src/run/reproduce.ts';
import { INTERRUPTED, interruptible } from '../../src/terminal/interrupt.ts';
import { lineReporter } from '../../src/terminal/progress.ts';
import { longConfig } from './long-config.ts';
import { PRETENCE } from './toy-paper.ts';

const [root = '', epochs = ''] = process.argv.slice(2);
const table = defineTable({
  title: 'x',
  scales: { quick: { seeds: [0] } },
  columns: { top1: score() },
  rows: [{ name: 'long', cells: { top1: trained(() => longConfig(Number(epochs)), 'top1') } }],
});
const paper = definePaper('toy', { reference: '', models: {} }, { 'table-1': table });
const services = {
  ...PRETENCE,
  workerEntry: join(import.meta.dirname, '../../src/run/worker.ts'),
  selectBackend: async () => 'cpu',
};
const lines = lineReporter(text => process.stderr.write(`${text}\n`));
const reporter = { ...lines, update: () => void process.stderr.write('#') };
const { finished } = await interruptible(
  signal => reproduce(paper, { scale: 'quick', root, workers: 1, services, signal, reporter }),
  () => reporter.line('stopping'),
);
process.exitCode = finished ? 0 : INTERRUPTED;
