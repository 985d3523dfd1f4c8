/** Files are replaced whole or not at all, and what killed writes left is swept. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sweepTemporaryFiles, temporaryName, writeFileAtomic } from '../src/io/atomic.ts';
import { thisProcess } from '../src/io/process-identity.ts';
import { hasSmallDisks, onSmallDisk } from './support/small-disk.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'refold-atomic-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('only temporary files of dead writers are swept', () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  const { place } = thisProcess();
  const [mine, other] = [temporaryName('mine'), 'other.0badcafe-1-00000000.tmp'];
  const old = ['old.0badcafe-1-00000000.tmp', `former.${process.pid}-00000000.tmp`];
  const kept = [mine, other, 'result.json', 'table.csv.tmp'];
  for (const name of [...kept, ...old, `dead.${place}-${pid}-00000000.tmp`]) writeFileSync(join(folder, name), 'x');
  const yesterday = new Date(Date.now() - 25 * 3600_000);
  for (const name of [...old, 'table.csv.tmp']) utimesSync(join(folder, name), yesterday, yesterday);
  sweepTemporaryFiles(folder);
  expect(readdirSync(folder).sort()).toEqual([...kept].sort());
  sweepTemporaryFiles(join(folder, 'absent'));
});

test.skipIf(!hasSmallDisks())('a disk that fills up leaves the former file and no other, and is named', () => {
  const script = `
    import { readdirSync, readFileSync } from 'node:fs';
    import { writeFileAtomic } from ${JSON.stringify(new URL('../src/io/atomic.ts', import.meta.url).href)};
    const folder = process.argv[1];
    writeFileAtomic(folder + '/file', 'former');
    let message = '';
    try { writeFileAtomic(folder + '/file', Buffer.alloc(2 ** 20)); } catch (error) { message = error.message; }
    console.log(JSON.stringify([message, readFileSync(folder + '/file', 'utf8'), readdirSync(folder)]));
  `;
  expect(onSmallDisk(folder, ['--input-type=module', '-e', script, folder])).toEqual([
    expect.stringMatching(/can't write .*file: the disk is full.*what was saved before is intact/),
    'former',
    ['file'],
  ]);
});

test.skipIf(!hasSmallDisks())(
  'a run whose disk fills up keeps its last checkpoint, says so, and goes on from it',
  () => {
    const script = join(import.meta.dirname, 'support/full-disk.ts');
    const { failure, step, resumed, whole } = onSmallDisk(folder, [script, folder]) as Record<string, unknown>;
    expect(failure).toMatch(/can't write .*: the disk is full.*what was saved before is intact/);
    expect(step).toBe(1);
    expect(resumed).toEqual(whole);
  },
);

test('a file is replaced whole', () => {
  const path = join(folder, 'below/file');
  writeFileAtomic(path, 'one');
  writeFileAtomic(path, 'two');
  expect(readFileSync(path, 'utf8')).toBe('two');
  expect(readdirSync(join(folder, 'below'))).toEqual(['file']);
});
