/** What a command says where it, or the system under it, fails. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { RefoldError } from '@refold/core';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { main } from '../src/cli/cli.ts';
import { describeFailure } from '../src/cli/failure.ts';
import { fileToWrite } from '../src/models/model-file.ts';
import { watchOutput } from '../src/terminal/output.ts';

const folder = mkdtempSync(join(tmpdir(), 'refold-failures-'));
afterAll(() => rmSync(folder, { recursive: true }));

const thrownBy = (act: () => unknown): Error => {
  try {
    act();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
};

describe('an error', () => {
  const system = thrownBy(() => readFileSync(join(folder, 'none')));

  it('of the system is told in a sentence, and not as a bug', () => {
    expect(describeFailure(system, false)).toMatch(/^error: can't open .*none: there is no such file[^\n]*$/);
  });

  it('of the system keeps what was said of where', () => {
    const passedOn = new Error(`table-4: A0, params: ${system.message}`, { cause: system });
    expect(describeFailure(passedOn, false)).toMatch(/^error: table-4: A0, params: can't open [^\n]*$/);
  });

  it('of a user is told as it is, one of ours with advice, and each with its stack on request', () => {
    expect(describeFailure(new RefoldError('no such row'), false)).toBe('error: no such row');
    expect(describeFailure(new Error('oops'), false)).toMatch(/^error: oops\nThis is likely a bug in Refold\./);
    expect(describeFailure(new Error('oops'), true)).toMatch(/^Error: oops\n +at /);
  });
});

describe('standard output', () => {
  const failing = (code: string) =>
    new Writable({
      autoDestroy: false,
      write: (_chunk, _encoding, done) => done(Object.assign(new Error(code), { code, syscall: 'write' })),
    }) as NodeJS.WriteStream;

  it('on a full disk fails the command at its end', async () => {
    const stdout = failing('ENOSPC');
    const output = watchOutput(stdout, failing('EPIPE'));
    stdout.write('a line');
    expect((await output.failure())?.message).toMatch(/^can't write to standard output: the disk is full\./);
  });

  it('whose reader stops early is no failure', async () => {
    const [stdout, stderr] = [failing('EPIPE'), failing('EPIPE')];
    const output = watchOutput(stdout, stderr);
    stdout.write('a line');
    stderr.write('a line');
    expect(await output.failure()).toBeUndefined();
  });

  const refold = join(import.meta.dirname, '../bin/refold.mjs');
  it.skipIf(!existsSync('/dev/full'))('can be full or closed', async () => {
    const shell = (line: string) =>
      new Promise<{ code: unknown; said: string }>(resolve =>
        execFile('sh', ['-c', line, process.execPath, refold], (error, stdout, stderr) =>
          resolve({ code: error?.code ?? 0, said: stdout + stderr }),
        ),
      );
    const full = await shell('"$0" "$1" --help > /dev/full');
    expect(full).toEqual({ code: 1, said: expect.stringMatching(/^error: can't write to standard output: .*\n$/) });
    const closed = await shell('"$0" "$1" compare repvgg | head -1');
    expect(closed).toEqual({ code: 0, said: expect.stringMatching(/^[^\n]*\n$/) });
  });
});

describe('the file to write', () => {
  it('may not be a folder, nor stand behind a link that leads nowhere, before any work is done for it', () => {
    mkdirSync(join(folder, 'x.safetensors'));
    expect(() => fileToWrite(join(folder, 'x.safetensors'), 'lenet-5')).toThrow('which is a folder');
    symlinkSync(join(folder, 'nowhere/else'), join(folder, 'link'));
    expect(() => fileToWrite(join(folder, 'link/y.safetensors'), 'lenet-5')).toThrow(/can't write .*y\.safetensors/);
    expect(() => fileToWrite(join(folder, `${'y'.repeat(300)}.safetensors`), 'lenet-5')).toThrow('too long');
  });
});

describe('refold', () => {
  async function run(...args: readonly string[]) {
    const said: string[] = [];
    const spies = [process.stdout, process.stderr].map(stream =>
      vi.spyOn(stream, 'write').mockImplementation((...given: unknown[]) => {
        said.push(String(given[0]));
        const done = given.at(-1);
        if (typeof done === 'function') done();
        return true;
      }),
    );
    try {
      return { code: await main(args), said: said.join('') };
    } finally {
      for (const spy of spies) spy.mockRestore();
    }
  }

  it('tells its version', async () => {
    expect(await run('--version')).toEqual({ code: 0, said: expect.stringMatching(/^\d+\.\d+\.\d+ \(node .*\)\n$/) });
  });

  it.each([
    [['reproduce', 'repvgg', '--table', ''], '--table needs a value'],
    [['reproduce', 'repvgg', '--table', 'table-4,'], 'an id is missing between commas'],
    [['reproduce', 'repvgg', '--scale', 'smoke', '--table', 'table-4', '--backend', 'foo'], "unknown backend 'foo'"],
    [['prune', 'lenet-5', '--list', '--backend', 'foo'], "unknown backend 'foo'"],
    [['fold', 'lenet-5', '--backend', 'foo'], "unknown backend 'foo'"],
  ])('%j is refused', async (args, why) => {
    expect(await run(...args)).toEqual({ code: 1, said: expect.stringContaining(why) });
  });
});
