/** Locks: one holder at a time, also when a holder dies. */
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { holderInWords, lockHolder, tryLock, withLock, withLockSync } from '../src/io/lock.ts';
import { thisProcess } from '../src/io/process-identity.ts';

let folder: string;
const path = (): string => join(folder, 'x.lock');
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'refold-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A lock file that another process wrote, so many minutes ago. */
function leave(holder: object | string, minutes = 0): void {
  writeFileSync(path(), typeof holder === 'string' ? holder : JSON.stringify({ ...thisProcess(), ...holder }));
  const then = new Date(Date.now() - minutes * 60_000);
  utimesSync(path(), then, then);
}

const ended = (): number => spawnSync(process.execPath, ['-e', '']).pid;

test('a lock has one holder, who is named, and leaves nothing behind', () => {
  const lock = tryLock(path());
  expect(tryLock(path())).toBeUndefined();
  expect(lockHolder(path())).toMatchObject({ ...thisProcess(), since: expect.stringMatching(/^20\d\d-/) });
  expect(readdirSync(folder)).toEqual(['x.lock']);
  lock!.release();
  expect(readdirSync(folder)).toEqual([]);
  expect(lockHolder(path())).toBeUndefined();
  tryLock(path())!.release();
});

test.each<[string, () => void, 'taken over' | 'respected']>([
  ['a process that has ended', () => leave({ pid: ended() }), 'taken over'],
  ['an earlier process of the same number', () => leave({ started: '1' }), 'taken over'],
  ['a running process that was halted for an hour', () => leave({}, 60), 'respected'],
  ['another machine, renewed a minute ago', () => leave({ place: 'elsewhere', pid: ended() }, 1), 'respected'],
  ['another machine, not renewed for ten minutes', () => leave({ place: 'elsewhere' }, 10), 'taken over'],
  ['a process killed while it wrote its name', () => leave('', 10), 'taken over'],
  ['a process that is writing its name', () => leave(''), 'respected'],
])('a lock of %s is judged rightly', (_, left, verdict) => {
  left();
  expect(lockHolder(path()) === undefined).toBe(verdict === 'taken over');
  const lock = tryLock(path());
  expect(lock !== undefined).toBe(verdict === 'taken over');
  lock?.release();
  expect(existsSync(path())).toBe(verdict === 'respected');
  expect(readdirSync(folder).filter(name => name.endsWith('.tmp'))).toEqual([]);
});

test('a lock that another process took over meanwhile is left to it', () => {
  const lock = tryLock(path())!;
  rmSync(path());
  leave({ pid: 1 });
  lock.release();
  expect(existsSync(path())).toBe(true);
});

test('a holder elsewhere is named with its machine', () => {
  leave({ place: 'elsewhere', host: 'far', pid: 12 });
  expect(holderInWords(lockHolder(path())!)).toBe('process 12 on far');
});

test('work that needs a lock waits for it and says for whom, and a failure releases it', async () => {
  const order: string[] = [];
  let release = (): void => {};
  const first = withLock(
    path(),
    () =>
      new Promise<void>((_, reject) => {
        release = () => reject(new Error('failed'));
      }),
  );
  const second = withLock(
    path(),
    async () => void order.push('second'),
    holder => {
      order.push(`waits for ${holderInWords(holder)}`);
      release();
    },
  );
  await expect(first).rejects.toThrow('failed');
  await second;
  expect(order).toEqual([`waits for process ${process.pid}`, 'second']);
  expect(existsSync(path())).toBe(false);
});

test('eight processes add to one file, beside a stale lock, and no addition is lost', async () => {
  leave({ pid: ended() });
  const script = `
    import { readFileSync, writeFileSync } from 'node:fs';
    import { withLockSync } from ${JSON.stringify(new URL('../src/io/lock.ts', import.meta.url).href)};
    const [lock, file] = process.argv.slice(1);
    for (let i = 0; i < 25; i++) withLockSync(lock, () => writeFileSync(file, readFileSync(file, 'utf8') + '.'));
  `;
  const file = join(folder, 'sum');
  writeFileSync(file, '');
  const args = ['--import', 'tsx', '--input-type=module', '-e', script, path(), file];
  await Promise.all(Array.from({ length: 8 }, () => promisify(execFile)(process.execPath, args)));
  expect(readFileSync(file, 'utf8')).toHaveLength(200);
  expect(withLockSync(path(), () => 'free')).toBe('free');
});
