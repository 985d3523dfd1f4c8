/** The `refold` command: finds the command to run, and turns errors into messages. */

import { RefoldError } from '@refold/core';
import { unknownName } from '../terminal/suggestions.ts';
import { type Command, columns, helpOf, readArguments } from './command.ts';
import { compareCommand } from './commands/compare.ts';
import { dataCommand } from './commands/data.ts';
import { doctorCommand } from './commands/doctor.ts';
import { foldCommand } from './commands/fold.ts';
import { modelsCommand } from './commands/models.ts';
import { newCommand } from './commands/new.ts';
import { pruneCommand } from './commands/prune.ts';
import { reproduceCommand } from './commands/reproduce.ts';
import { summaryCommand } from './commands/summary.ts';

const COMMANDS: readonly Command[] = [
  reproduceCommand,
  compareCommand,
  modelsCommand,
  summaryCommand,
  foldCommand,
  pruneCommand,
  dataCommand,
  newCommand,
  doctorCommand,
];

/** Runs `refold ...args` and returns its exit code: 0 done, 1 failed, 130 stopped by Ctrl-C. */
export async function main(args: readonly string[]): Promise<number> {
  // A reader that stops early (`refold models | head`) isn't an error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  const [name, ...rest] = args;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    const help = rest[0] === undefined ? undefined : COMMANDS.find(command => command.name === rest[0]);
    print(help ? await helpOf(help) : overview());
    return 0;
  }
  try {
    const command = COMMANDS.find(known => known.name === name);
    if (command === undefined)
      throw unknownName(
        'command',
        name,
        COMMANDS.map(known => known.name),
      );
    const call = readArguments(command, rest);
    if (!call.flag('help')) return await command.run(call);
    print(await helpOf(command));
    return 0;
  } catch (error) {
    process.stderr.write(`${describe(error, args.includes('--verbose'))}\n`);
    return 1;
  }
}

const print = (text: string): boolean => process.stdout.write(`${text}\n`);

const overview = (): string =>
  [
    'refold: ten papers reproduced on one tensor and training package',
    `Commands:\n${columns(COMMANDS.map(({ name, positionals, summary }) => [[name, ...positionals].join(' '), summary]))}`,
    "Help on a command: 'refold reproduce --help'.",
    'Example:\n  refold reproduce repvgg --scale quick',
  ].join('\n\n');

/** A user's error is shown by its message; a bug of ours asks for the stack trace. */
function describe(error: unknown, verbose: boolean): string {
  if (!(error instanceof Error)) return `error: ${String(error)}`;
  if (verbose) return error.stack ?? error.message;
  return error instanceof RefoldError
    ? `error: ${error.message}`
    : `error: ${error.message}\nThis is likely a bug in Refold. Add --verbose to see the stack trace.`;
}
