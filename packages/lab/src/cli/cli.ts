/** The `refold` command: finds the command to run, and turns errors into messages. */
import { createRequire } from 'node:module';
import { watchOutput } from '../terminal/output.ts';
import { unknownName } from '../terminal/suggestions.ts';
import { type Command, columns, helpOf, readArguments } from './command.ts';
import { benchmarkCommand } from './commands/benchmark.ts';
import { compareCommand } from './commands/compare.ts';
import { dataCommand } from './commands/data.ts';
import { doctorCommand } from './commands/doctor.ts';
import { evalCommand } from './commands/eval.ts';
import { exportCommand } from './commands/export.ts';
import { foldCommand } from './commands/fold.ts';
import { importCommand } from './commands/import.ts';
import { modelsCommand } from './commands/models.ts';
import { newCommand } from './commands/new.ts';
import { powerCommand } from './commands/power.ts';
import { pruneCommand } from './commands/prune.ts';
import { quantizeCommand } from './commands/quantize.ts';
import { queueCommand } from './commands/queue.ts';
import { reproduceCommand } from './commands/reproduce.ts';
import { runCommand } from './commands/run.ts';
import { runsCommand } from './commands/runs.ts';
import { summaryCommand } from './commands/summary.ts';
import { verifyCommand } from './commands/verify.ts';
import { describeFailure } from './failure.ts';

const COMMANDS: readonly Command[] = [
  reproduceCommand,
  queueCommand,
  compareCommand,
  runsCommand,
  verifyCommand,
  powerCommand,
  modelsCommand,
  summaryCommand,
  runCommand,
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

async function run([name, ...rest]: readonly string[]): Promise<number> {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    const help = rest[0] === undefined ? undefined : COMMANDS.find(command => command.name === rest[0]);
    print(help ? await helpOf(help) : overview());
    return 0;
  }
  if (name === '--version' || name === '-v') {
    print(version());
    return 0;
  }
  const command = COMMANDS.find(known => known.name === name);
  if (command === undefined) {
    const names = COMMANDS.map(known => known.name);
    throw unknownName('command', name, names);
  }
  const call = readArguments(command, rest);
  if (!call.flag('help')) return await command.run(call);
  print(await helpOf(command));
  return 0;
}

/** Refold's, Node's, and what they run on: '0.1.0 (node 22.1.0, linux x64)'. */
function version(): string {
  const { version } = createRequire(import.meta.url)('../../package.json') as { readonly version: string };
  return `${version} (node ${process.versions.node}, ${process.platform} ${process.arch})`;
}

const print = (text: string): boolean => process.stdout.write(`${text}\n`);

const overview = (): string =>
  [
    'refold: ten papers reproduced on one tensor and training package',
    `Commands:\n${columns(COMMANDS.map(({ name, positionals, summary }) => [[name, ...positionals].join(' '), summary]))}`,
    "Help on a command: 'refold reproduce --help'. The version: 'refold --version'.",
    'Example:\n  refold reproduce repvgg --scale quick',
  ].join('\n\n');
