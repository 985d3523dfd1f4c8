/** `refold` in this process, which loads each module once: for whatever doesn't need a process of its own. */
import { onTestFinished, vi } from 'vitest';
import { main } from '../../src/cli/cli.ts';
import type { Command } from '../../src/cli/command.ts';
import { readArguments } from '../../src/cli/parser.ts';

/** `refold ...args`: its exit code and what it prints. */
export const refold = (...args: string[]) => refoldIn({}, ...args);

/** The same with variables of the environment set. */
export async function refoldIn(env: Readonly<Record<string, string>>, ...args: string[]) {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  try {
    const { code, out, errors } = await printed(() => main(args));
    return { status: code, stdout: out, stderr: errors };
  } finally {
    vi.unstubAllEnvs();
  }
}

/** A command with arguments of its own: its exit code and what it prints. Its errors are thrown. */
export const outputOf = (command: Command, args: readonly string[]) =>
  printed(async () => await command.run(readArguments(command, args)));

async function printed(run: () => Promise<number>) {
  const [out, errors]: [string[], string[]] = [[], []];
  const streams = [
    { stream: process.stdout, lines: out },
    { stream: process.stderr, lines: errors },
  ];
  const restorers = streams.map(({ stream, lines }) => {
    const before = stream.listeners('error');
    const write = vi.spyOn(stream, 'write').mockImplementation((text, ...rest: readonly unknown[]) => {
      lines.push(String(text));
      const done = rest.find(argument => typeof argument === 'function');
      if (done !== undefined) queueMicrotask(done as () => void);
      return true;
    });
    return () => {
      write.mockRestore();
      for (const listener of stream.listeners('error')) {
        if (!before.includes(listener)) stream.off('error', listener as () => void);
      }
    };
  });
  const restore = () => {
    for (const restorer of restorers) restorer();
  };
  onTestFinished(restore);
  try {
    return { code: await run(), out: out.join(''), errors: errors.join('') };
  } finally {
    restore();
  }
}
