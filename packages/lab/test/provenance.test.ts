import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { commitOf } from '../src/results/provenance.ts';
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
