import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { commitOf, sameCode } from '../src/results/provenance.ts';
import { temporaryFolder } from './support/folder.ts';

it('names the commit, and tells when code is not that of the commit', () => {
  const root = temporaryFolder();
  expect(commitOf(root)).toBe('unknown');
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...args], { cwd: root, stdio: 'pipe' });
  mkdirSync(join(root, 'packages'));
  const code = join(root, 'packages/code.ts');
  writeFileSync(code, '1');
  git('init');
  git('add', '.');
  git('commit', '-m', 'first');
  const commit = commitOf(root);
  expect(commit).toMatch(/^[0-9a-f]{7,}$/);
  writeFileSync(join(root, 'packages/README.md'), 'drawn by the run');
  writeFileSync(join(root, 'results.csv'), 'written by the run');
  expect(commitOf(root)).toBe(commit);
  writeFileSync(code, '2');
  expect(commitOf(root)).toBe(`${commit}-dirty`);
});

it('tells whether two commits train by the same code', () => {
  const root = temporaryFolder();
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...args], { cwd: root, stdio: 'pipe' });
  git('init');
  let version = 0;
  const commit = (file: string): string => {
    mkdirSync(join(root, file, '..'), { recursive: true });
    writeFileSync(join(root, file), String(version++));
    git('add', '.');
    git('commit', '-m', file);
    return commitOf(root);
  };
  const files = ['packages/core/src/a.ts', 'docs/a.md', 'experiments/toy/table-1.ts', 'packages/toy/src/a.ts'];
  const [first, docs, table, block] = files.map(commit) as [string, string, string, string];
  const same = (a: string, b: string, paper = 'toy') => sameCode(root, paper, a, b);
  expect([same(first, docs), same(first, table), same(table, first)]).toEqual([true, true, true]);
  expect([same(table, block), same(table, block, 'other'), same(block, commit('packages/core/src/a.ts'))]).toEqual([
    false,
    true,
    false,
  ]);
  for (const unknown of ['unknown', `${first}-dirty`, '0123456', '--help']) expect(same(unknown, unknown)).toBe(false);
});
