import { describe, expect, it } from 'vitest';
import { violations } from './support/architecture/check.ts';
import { LAYERING, type Layering } from './support/architecture/layering.ts';
import {
  blockingReads,
  loadedImports,
  loadedWith,
  readImports,
  resolve,
  sources,
  textOf,
} from './support/architecture/sources.ts';

/** A made-up repository: two folders in core, a lab, two papers. */
const MADE_UP: Layering = {
  ...LAYERING,
  folders: { 'packages/core/src/': { ground: ['error.ts'], rows: [['low'], ['left', 'right'], ['high']] } },
};

const check = (imports: Readonly<Record<string, readonly string[]>>): readonly string[] =>
  violations(new Map(Object.entries(imports)), MADE_UP);

const core = (file: string): string => `packages/core/src/${file}`;

describe('the check', () => {
  it('accepts imports that point downwards', () => {
    const found = check({
      [core('index.ts')]: [core('high/a.ts'), core('error.ts')],
      [core('high/a.ts')]: [core('low/a.ts'), core('high/b.ts'), core('left/a.ts'), 'node:fs'],
      [core('high/b.ts')]: [],
      [core('left/a.ts')]: [core('low/a.ts')],
      [core('low/a.ts')]: [core('error.ts')],
      [core('error.ts')]: [],
      'packages/lab/src/cli.ts': [core('index.ts')],
      'packages/paper/src/index.ts': [core('index.ts'), '@tensorflow/tfjs-core'],
      'experiments/paper/index.ts': ['packages/paper/src/index.ts', 'packages/lab/src/cli.ts', core('index.ts')],
    });
    expect(found).toEqual([]);
  });

  it('finds a circle of files, however long, once', () => {
    const found = check({
      [core('low/a.ts')]: [core('low/b.ts')],
      [core('low/b.ts')]: [core('low/c.ts')],
      [core('low/c.ts')]: [core('low/a.ts')],
      [core('low/d.ts')]: [core('low/a.ts')],
    });
    expect(found).toEqual([
      `a circle of files: ${['low/a.ts', 'low/b.ts', 'low/c.ts', 'low/a.ts'].map(core).join(' → ')}`,
    ]);
  });

  it.each([
    ['a folder above', core('low/a.ts'), core('high/a.ts'), "'high' stands above 'low'"],
    ['a folder beside', core('left/a.ts'), core('right/a.ts'), "'left' and 'right' stand side by side"],
    ['a file above all folders', core('high/a.ts'), core('index.ts'), "'index.ts' stands above 'high'"],
    ['a folder, from the ground', core('error.ts'), core('low/a.ts'), "'low' stands above 'error.ts'"],
    ['lab, from core', core('low/a.ts'), 'packages/lab/src/a.ts', 'packages/core may not import packages/lab'],
    ['a paper, from core', core('low/a.ts'), 'packages/paper/src/a.ts', 'packages/core may not import packages/paper'],
    ['a paper, from lab', 'packages/lab/src/a.ts', 'packages/b/src/a.ts', 'packages/lab may not import packages/b'],
    ['lab, from a paper', 'packages/a/src/a.ts', 'packages/lab/src/a.ts', 'packages/a may not import packages/lab'],
    ['another paper', 'packages/a/src/a.ts', 'packages/b/src/a.ts', 'packages/a may not import packages/b'],
    ['experiments', 'packages/a/src/a.ts', 'experiments/a/a.ts', 'packages/a may not import experiments'],
    [
      "the backend's internals",
      'packages/lab/src/a.ts',
      'packages/tfjs-backend-native/src/addon.ts',
      'packages/lab may not import packages/tfjs-backend-native',
    ],
  ])('finds an import of %s', (_, from, to, problem) => {
    expect(check({ [from]: [to] })).toEqual([`${from} imports ${to}: ${problem}`]);
  });

  it('finds a folder that nobody has put in the order', () => {
    const [from, to] = [core('new/a.ts'), core('low/a.ts')];
    expect(check({ [from]: [to] })).toEqual([`${from} imports ${to}: 'new' has no place in the order of folders`]);
  });

  it('follows relative paths and the names under which packages are imported', () => {
    const entries = [
      { pattern: '@refold/core', target: 'packages/core/src/index.ts' },
      { pattern: '@refold/core/*', target: 'packages/core/src/*/index.ts' },
    ];
    expect(resolve('packages/core/src/low/a.ts', '../high/b.ts', entries)).toBe('packages/core/src/high/b.ts');
    expect(resolve('experiments/a/b.ts', '@refold/core', entries)).toBe('packages/core/src/index.ts');
    expect(resolve('experiments/a/b.ts', '@refold/core/fold', entries)).toBe('packages/core/src/fold/index.ts');
    expect(resolve('experiments/a/b.ts', 'node:fs', entries)).toBe('node:fs');
  });
});

describe('what is loaded', () => {
  it('is values: no types, nothing that is imported later', () => {
    const source = `
      import type { A } from 'a';
      import { b } from 'b';
      import 'c';
      export type { D } from 'd';
      export { e } from 'e';
      export const f = () => import('f');
    `;
    expect(loadedImports(source)).toEqual(['b', 'c', 'e']);
  });

  it('is found through other files', () => {
    const imports = new Map([
      ['a', ['b']],
      ['b', ['c', 'a']],
    ]);
    expect([...loadedWith('a', imports)]).toEqual(['a', 'b', 'c']);
  });
});

it('finds reads of tensors that block', () => {
  expect(blockingReads('x.dataSync()[0] + (await x.data())[0] + y?.arraySync()')).toEqual(['.dataSync', '.arraySync']);
  expect(blockingReads('readSync(file, bytes)')).toEqual([]);
});

describe('this repository', () => {
  const imports = readImports();

  it('is read: files, and what they import by path and by name', () => {
    expect(imports.get('packages/core/src/fold/fold.ts')).toContain('packages/core/src/layers/types.ts');
    expect(imports.get('packages/repvgg/src/block.ts')).toContain('packages/core/src/layers/index.ts');
    expect([...imports.keys()].some(file => file.startsWith('experiments/'))).toBe(true);
  });

  it('has no circle of files, and no import that points upwards', () => {
    expect(violations(imports, LAYERING)).toEqual([]);
  });

  it('never blocks for the values of a tensor, which webgpu in Node can only wait for', () => {
    // The backend's own package implements what tfjs calls; the gradient of max pooling runs on the host, for wasm.
    const onHost = ['packages/tfjs-backend-native/', core('layers/tensors/max-pool.ts')];
    const callers = sources().filter(file => !onHost.some(place => file.startsWith(place)));
    expect(callers.filter(file => blockingReads(textOf(file)).length > 0)).toEqual([]);
  });

  it('loads Vega when a plot is drawn, and not before', () => {
    const loaded = readImports('loaded');
    for (const file of ['index.ts', 'run/figures.ts', 'plot/index.ts']) {
      const names = [...loadedWith(`packages/lab/src/${file}`, loaded)];
      expect(names).toContain('packages/lab/src/plot/svg.ts');
      expect(names.filter(name => name.startsWith('vega'))).toEqual([]);
    }
  });

  it('loads no tensor library with what describes networks', () => {
    const loaded = readImports('loaded');
    const tensorLibraries = (file: string) =>
      [...loadedWith(`packages/core/src/${file}`, loaded)].filter(name => name.startsWith('@tensorflow/'));
    for (const folder of ['layers', 'cost', 'draw', 'notation', 'fold', 'init', 'export', 'zoo', 'prune']) {
      expect(tensorLibraries(`${folder}/index.ts`), folder).toEqual([]);
    }
    expect(tensorLibraries('layers/apply.ts')).toEqual(['@tensorflow/tfjs-core']);
  });
});
