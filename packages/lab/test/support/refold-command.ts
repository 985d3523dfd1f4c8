/** A command of `refold`, run in this process. */
import { onTestFinished, vi } from 'vitest';
import type { Command } from '../../src/cli/command.ts';
import { readArguments } from '../../src/cli/parser.ts';

/** Its exit code and what it prints. */
export async function outputOf(command: Command, args: readonly string[]) {
  const [out, errors]: [string[], string[]] = [[], []];
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation(text => out.push(String(text)) > 0);
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation(text => errors.push(String(text)) > 0);
  const restore = () => {
    stdout.mockRestore();
    stderr.mockRestore();
  };
  onTestFinished(restore);
  try {
    const code = await command.run(readArguments(command, args));
    return { code, out: out.join(''), errors: errors.join('') };
  } finally {
    restore();
  }
}
