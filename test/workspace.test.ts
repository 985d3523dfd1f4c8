/** Every package's own test command finds the package's tests, with the root's settings. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const packages = join(import.meta.dirname, '../packages');

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
