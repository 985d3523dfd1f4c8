/** Files are replaced whole or not at all, and what killed writes left is swept. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sweepTemporaryFiles, temporaryName, writeFileAtomic } from '../src/io/atomic.ts';
import { thisProcess } from '../src/io/process-identity.ts';

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

/** Whether this system lets a user make a small file system of his own. */
const hasNamespaces = spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0;

test.skipIf(!hasNamespaces)('a disk that fills up leaves the former file and no other, and is named', () => {
  const script = `
    import { readdirSync, readFileSync } from 'node:fs';
    import { writeFileAtomic } from ${JSON.stringify(new URL('../src/io/atomic.ts', import.meta.url).href)};
    const folder = process.argv[1];
    writeFileAtomic(folder + '/file', 'former');
    let message = '';
    try { writeFileAtomic(folder + '/file', Buffer.alloc(2 ** 20)); } catch (error) { message = error.message; }
    console.log(JSON.stringify([message, readFileSync(folder + '/file', 'utf8'), readdirSync(folder)]));
  `;
  const node = [process.execPath, '--import', 'tsx', '--input-type=module', '-e', script, folder];
  const mounted = `mount -t tmpfs -o size=512k none "$0" && exec "$@"`;
  const { stdout, stderr } = spawnSync('unshare', ['-rm', 'sh', '-c', mounted, folder, ...node], { encoding: 'utf8' });
  expect(stderr).toBe('');
  const [message, content, names] = JSON.parse(stdout);
  expect(message).toMatch(/can't write .*file: the disk is full.*what was saved before is intact/);
  expect([content, names]).toEqual(['former', ['file']]);
});

test('a file is replaced whole', () => {
  const path = join(folder, 'below/file');
  writeFileAtomic(path, 'one');
  writeFileAtomic(path, 'two');
  expect(readFileSync(path, 'utf8')).toBe('two');
  expect(readdirSync(join(folder, 'below'))).toEqual(['file']);
});
