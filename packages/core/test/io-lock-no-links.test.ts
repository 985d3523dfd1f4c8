/** Locks on a file system without hard links (exFAT, some network shares). */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { lockHolder, tryLock } from '../src/io/lock.ts';

vi.mock(import('node:fs'), async original => ({
  ...(await original()),
  linkSync: () => {
    throw Object.assign(new Error('no links here'), { code: 'EPERM' });
  },
}));

test('a lock without hard links has one holder too', () => {
  const folder = mkdtempSync(join(tmpdir(), 'refold-lock-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'x.lock');
  const lock = tryLock(path);
  expect(tryLock(path)).toBeUndefined();
  expect(lockHolder(path)?.pid).toBe(process.pid);
  expect(readdirSync(folder)).toEqual(['x.lock']);
  lock!.release();
  expect(readdirSync(folder)).toEqual([]);
});
