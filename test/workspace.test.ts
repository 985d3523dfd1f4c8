/** What holds for the whole checkout: its packages' test commands, and its files in a clone. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const packages = join(ROOT, 'packages');

const names = readdirSync(packages).filter(name => existsSync(join(packages, name, 'package.json')));

const testsOf = (name: string): string[] =>
  readdirSync(join(packages, name, 'test'), { recursive: true, encoding: 'utf8' })
    .filter(path => path.endsWith('.test.ts'))
    .map(path => join('test', path));

it.each(names)('`npm test -w %s` runs its tests', name => {
  const { scripts } = JSON.parse(readFileSync(join(packages, name, 'package.json'), 'utf8'));
  expect(scripts.test).toBe('vitest run');
  expect(testsOf(name)).not.toEqual([]);
});

it('finds the tests of a package from its folder', () => {
  const cwd = join(packages, 'repvgg');
  const { stdout } = spawnSync('npx', ['vitest', 'list', '--filesOnly'], { cwd, encoding: 'utf8' });
  expect(stdout.trim().split('\n').sort()).toEqual(testsOf('repvgg').sort());
});

it.skipIf(!existsSync(join(ROOT, '.git')))('has the same line ends in a clone that git would convert', () => {
  const clone = mkdtempSync(join(tmpdir(), 'refold-clone-'));
  const git = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync('git', args, { cwd: clone, encoding: 'utf8' });
    expect(status, stderr).toBe(0);
    return stdout;
  };
  try {
    git('clone', '--quiet', '--depth=1', '-c', 'core.autocrlf=true', pathToFileURL(ROOT).href, '.');
    const lines = git('ls-files', '--eol').trim().split('\n');
    expect(lines.length).toBeGreaterThan(500);
    expect(lines.filter(line => /\bw\/(crlf|mixed)\b/.test(line))).toEqual([]);
  } finally {
    rmSync(clone, { recursive: true });
  }
});
