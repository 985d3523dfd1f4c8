/** What the README and docs/adding-a-paper.md tell a reader to type, typed: a new paper, a method, a variant in ten lines. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { paperNames } from '../packages/lab/src/plan/papers.ts';
import { temporaryFolder } from '../packages/lab/test/support/folder.ts';
import { copyRepository } from './support/copy.ts';

const ROOT = join(import.meta.dirname, '..');
const PAGE = readFileSync(join(ROOT, 'docs/adding-a-paper.md'), 'utf8');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

/** The text of a page's blocks of code, of a language or of none. */
const blocksOf = (page: string, language = ''): readonly string[] =>
  [...page.matchAll(/^```(\w*)\n(.*?)^```$/gms)].flatMap(([, own, text]) => (own === language ? [text!] : []));

/** The block that opens with a comment naming its file, without that comment. */
function fileOn(page: string, path: string): string {
  const block = blocksOf(page, 'ts').find(text => text.startsWith(`// ${path}`));
  if (block === undefined) throw new Error(`the page has no block for ${path}`);
  return block.slice(block.indexOf('\n') + 1);
}

/** The first match of a pattern's group on a page. */
function wordsOn(page: string, pattern: RegExp): string {
  const [, words] = pattern.exec(page) ?? [];
  if (words === undefined) throw new Error(`the page has no ${pattern}`);
  return words;
}

/** Commands in a copy of the repository, which fail the test unless they end with 0. */
function inCopy() {
  const folder = temporaryFolder();
  copyRepository(ROOT, folder);
  const path = (file: string) => join(folder, file);
  return {
    path,
    run(command: string): string {
      const { status, stdout, stderr } = spawnSync(command, { cwd: folder, shell: true, encoding: 'utf8' });
      expect(status, `${command}\n${stdout}\n${stderr}`).toBe(0);
      return stdout;
    },
    edit(file: string, change: (text: string) => string): void {
      const before = readFileSync(path(file), 'utf8');
      const after = change(before);
      expect(after, file).not.toBe(before);
      writeFileSync(path(file), after);
    },
  };
}

type Copy = ReturnType<typeof inCopy>;

/** `npm install` without a network: npm checks the packages against the lock file, and the new one is linked as npm would. */
function install({ run, path }: Copy): void {
  run('npm install --package-lock-only --offline --ignore-scripts --no-audit --no-fund');
  expect(readFileSync(path('package-lock.json'), 'utf8')).toContain('"packages/my-paper"');
  symlinkSync('../packages/my-paper', path('node_modules/my-paper'));
}

/** The page's method, in the files that it names. */
function addMethod({ path, edit }: Copy): void {
  const [method, index] = ['packages/my-paper/src/method.ts', 'experiments/my-paper/index.ts'];
  writeFileSync(path(method), fileOn(PAGE, method));
  edit(
    'packages/my-paper/src/index.ts',
    text => `${text}\n${wordsOn(PAGE, /`(export \{.*? from '.\/method.ts';)`/)}\n`,
  );
  edit(index, () => fileOn(PAGE, index));
}

/** The README's ten lines. */
function addVariant({ edit }: Copy): void {
  const [variants, table] = ['packages/repvgg/src/variants.ts', 'experiments/repvgg/table-7.ts'];
  const entry = wordsOn(README, /`('two-scales': \{.*?\})`/);
  edit(variants, text =>
    text
      .replace('/** Rows of table 6', `${fileOn(README, variants)}\n/** Rows of table 6`)
      .replace(/(export const variants = \{)/, `$1 ${entry},`),
  );
  edit(table, text => text.replace('  ],\n  claims:', `${fileOn(README, table)}  ],\n  claims:`));
}

it('a paper and a variant, from what the pages say', { timeout: 900_000 }, () => {
  const copy = inCopy();
  const [commands] = blocksOf(PAGE.slice(PAGE.indexOf('## A paper')));
  const printed = commands!
    .trim()
    .split('\n')
    .map(command => {
      // The other two programs of check-types are pages for browsers, which see no paper.
      if (command === 'npm run check-types') return copy.run('npx tsc --noEmit');
      if (command !== 'npm install') return copy.run(command);
      install(copy);
      const table = readFileSync(copy.path('experiments/my-paper/table-1.ts'), 'utf8');
      expect(table.endsWith(fileOn(PAGE, 'experiments/my-paper/table-1.ts'))).toBe(true);
      // From here on it is formatted, checked and run with the rest.
      addMethod(copy);
      addVariant(copy);
      return '';
    });
  expect(printed).toHaveLength(7);
  expect(printed.at(-1)).toContain('Table 1: The block against a plain convolution (smoke; measured here)');

  copy.run(`${wordsOn(README, /`(npx refold reproduce repvgg --table table-7 --row .*?)`/)} --scale smoke`);
  const judged = (file: string) => copy.path(`results/repvgg/smoke/${file}.csv`);
  expect(readFileSync(judged('comparisons'), 'utf8')).toContain('table-7,two scales > Full-featured reparam,');
  // The row and its baseline are in no claim together.
  expect(existsSync(judged('claims'))).toBe(false);
});

it('README.md lists every paper that is reproduced', () => {
  const papers = paperNames(join(ROOT, 'experiments'));
  expect(papers.filter(paper => !README.includes(`](results/${paper}/README.md)`))).toEqual([]);
});
