import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { RefoldError } from '../src/error.ts';
import { writeFileAtomic } from '../src/io/index.ts';
import { explainSystemError } from '../src/system-error.ts';

const folder = mkdtempSync(join(tmpdir(), 'refold-system-'));
const at = (name: string): string => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

const errorOf = (act: () => unknown): unknown => {
  try {
    return act();
  } catch (error) {
    return error;
  }
};

it('says what could not be done, with which file, and why', () => {
  writeFileSync(at('file'), '');
  const said = (act: () => unknown) => explainSystemError(errorOf(act))?.message;
  expect(said(() => readFileSync(at('none')))).toMatch(/^can't open .*none: there is no such file/);
  expect(said(() => readdirSync(at('file')))).toMatch(/^can't list .*file: a part of this path is a file/);
  expect(said(() => mkdirSync(at('file')))).toMatch(/^can't make the folder .*file: something else is at this place/);
  expect(said(() => readFileSync(at('x'.repeat(300))))).toMatch(/: the name is too long for this file system\./);
});

it('takes the name and the deed where the system gives neither', () => {
  expect(
    explainSystemError(
      errorOf(() => readFileSync(folder)),
      'table.csv',
      'read',
    )?.message,
  ).toBe("can't read table.csv: this path is a folder, not a file.");
});

it('names a code that has no sentence', () => {
  const odd = Object.assign(new Error('ESTRANGE: odd'), { code: 'ESTRANGE', syscall: 'read', path: 'x' });
  expect(explainSystemError(odd)?.message).toBe("can't read x: the system answers ESTRANGE.");
});

it('leaves other errors alone', () => {
  for (const error of [new Error('x'), new RefoldError('x'), 'x', undefined, { code: 'ENOENT', syscall: 'open' }]) {
    expect(explainSystemError(error)).toBeUndefined();
  }
});

it.skipIf(process.platform === 'win32')('a link that leads nowhere is named when a file is written behind it', () => {
  symlinkSync(at('nowhere/folder'), at('link'));
  expect(() => writeFileAtomic(at('link/model.safetensors'), '')).toThrow(
    /can't write .*a link on the way leads nowhere/,
  );
});
