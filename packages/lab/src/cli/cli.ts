/** The `refold` command: what it can do, and how errors become messages. */
import { createRequire } from 'node:module';
import { watchOutput } from '../terminal/output.ts';
import type { Command } from './command.ts';
import { benchmarkCommand } from './commands/benchmark.ts';
import { collectCommand } from './commands/collect.ts';
import { compareCommand } from './commands/compare.ts';
import { completionCommand } from './commands/completion.ts';
import { dataCommand } from './commands/data.ts';
import { doctorCommand } from './commands/doctor.ts';
import { drawCommand } from './commands/draw.ts';
import { evalCommand } from './commands/eval.ts';
import { exportCommand } from './commands/export.ts';
import { foldCommand } from './commands/fold.ts';
import { importCommand } from './commands/import.ts';
import { modelsCommand } from './commands/models.ts';
import { newCommand } from './commands/new.ts';
import { planCommand } from './commands/plan.ts';
import { powerCommand } from './commands/power.ts';
import { pruneCommand } from './commands/prune.ts';
import { quantizeCommand } from './commands/quantize.ts';
import { queueCommand } from './commands/queue.ts';
import { reportCommand } from './commands/report.ts';
import { reproduceCommand } from './commands/reproduce.ts';
import { runCommand } from './commands/run.ts';
import { runsCommand } from './commands/runs.ts';
import { statusCommand } from './commands/status.ts';
import { summaryCommand } from './commands/summary.ts';
import { tablesCommand } from './commands/tables.ts';
import { trainCommand } from './commands/train.ts';
import { verifyCommand } from './commands/verify.ts';
import { workCommand } from './commands/work.ts';
import { describeFailure } from './failure.ts';
import { helpOf, overviewOf, understood } from './parser.ts';

const COMMANDS: readonly Command[] = [
  reproduceCommand,
  statusCommand,
  collectCommand,
  workCommand,
  queueCommand,
  planCommand,
  tablesCommand,
  compareCommand,
  reportCommand,
  runsCommand,
  verifyCommand,
  powerCommand,
  modelsCommand,
  summaryCommand,
  drawCommand,
  runCommand,
  trainCommand,
  evalCommand,
  benchmarkCommand,
  importCommand,
  foldCommand,
  pruneCommand,
  quantizeCommand,
  exportCommand,
  dataCommand,
  newCommand,
  doctorCommand,
  completionCommand(() => COMMANDS),
];

/** Runs `refold ...args` and returns its exit code: 0 done, 1 failed, 130 stopped by Ctrl-C. */
export async function main(args: readonly string[]): Promise<number> {
  const output = watchOutput();
  const code = await run(args).catch((error: unknown) => {
    process.stderr.write(`${describeFailure(error, args.includes('--verbose'))}\n`);
    return 1;
  });
  const lost = await output.failure();
  if (lost === undefined) return code;
  process.stderr.write(`error: ${lost.message}\n`);
  return 1;
}

async function run(args: readonly string[]): Promise<number> {
  const asked = understood(COMMANDS, args);
  switch (asked.kind) {
    case 'run':
      return await asked.command.run(asked.call);
    case 'help':
      print(asked.command === undefined ? overviewOf(COMMANDS) : await helpOf(asked.command));
      return 0;
    case 'version':
      print(version());
      return 0;
  }
}

/** Refold's, Node's, and what they run on: '0.1.0 (node 22.1.0, linux x64)'. */
function version(): string {
  const { version } = createRequire(import.meta.url)('../../package.json') as { readonly version: string };
  return `${version} (node ${process.versions.node}, ${process.platform} ${process.arch})`;
}

const print = (text: string): boolean => process.stdout.write(`${text}\n`);
