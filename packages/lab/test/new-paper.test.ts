/** `refold new paper`: what it writes, and what it refuses. That the paper runs is tested beside the page that tells of it. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writePaper } from '../src/cli/new-paper.ts';
import { temporaryFolder } from './support/folder.ts';

it('writes a package and its experiments, under the name that is given', () => {
  const root = temporaryFolder();
  const files = writePaper(root, 'sparse-2');
  expect(files).toEqual([
    'packages/sparse-2/README.md',
    'packages/sparse-2/package.json',
    'packages/sparse-2/src/index.ts',
    'packages/sparse-2/test/block.test.ts',
    'experiments/sparse-2/index.ts',
    'experiments/sparse-2/paper/table1.csv',
    'experiments/sparse-2/table-1.ts',
  ]);
  const texts = files.map(file => readFileSync(join(root, file), 'utf8'));
  expect(texts.filter(text => text.includes('new-paper'))).toEqual([]);
  expect(JSON.parse(readFileSync(join(root, 'packages/sparse-2/package.json'), 'utf8'))).toMatchObject({
    name: 'sparse-2',
    type: 'module',
    exports: { '.': './src/index.ts' },
    scripts: { reproduce: 'refold reproduce sparse-2' },
  });
  expect([readdirSync(join(root, 'packages')), readdirSync(join(root, 'experiments'))]).toEqual([
    ['sparse-2'],
    ['sparse-2'],
  ]);
});

it.each(['', 'Sparse', 'sparse_2', '2-sparse', 'sparse-', '../sparse', '@a/b', 'a'.repeat(41)])(
  "refuses '%s', which can't name a package",
  name => {
    const root = temporaryFolder();
    expect(() => writePaper(root, name)).toThrow(`'${name}' can't be the name of a paper`);
    expect(readdirSync(root)).toEqual([]);
  },
);

it('refuses a name that is taken, and leaves what is there alone', () => {
  const root = temporaryFolder();
  mkdirSync(join(root, 'experiments/sparse'), { recursive: true });
  mkdirSync(join(root, 'node_modules/vitest'), { recursive: true });
  expect(() => writePaper(root, 'sparse')).toThrow('experiments/sparse exists already: choose another name');
  expect(() => writePaper(root, 'vitest')).toThrow('node_modules/vitest exists already');
  expect(() => writePaper(root, 'path')).toThrow("'path' is a module of Node");
  expect(() => writePaper(root, 'refold')).toThrow("'refold' is the repository's own name");
  expect(readdirSync(join(root, 'experiments/sparse'))).toEqual([]);
  expect(existsSync(join(root, 'packages'))).toBe(false);
});

it('writes nothing where it can not write all', () => {
  const root = temporaryFolder();
  writeFileSync(join(root, 'experiments'), 'a file in the place of the folder');
  expect(() => writePaper(root, 'sparse')).toThrow();
  expect(readdirSync(join(root, 'packages'))).toEqual([]);
});
