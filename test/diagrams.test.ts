/** The pictures in the papers' READMEs are those that the code draws today. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { diagrams } from '../scripts/diagrams.ts';

const ROOT = join(import.meta.dirname, '..');
const pictures = diagrams();

it.each([...pictures])('docs/%s.svg is up to date (npx tsx scripts/draw-readme.ts)', (name, picture) => {
  expect(readFileSync(join(ROOT, 'docs', `${name}.svg`), 'utf8')).toBe(picture);
});

it('every paper shows one', () => {
  const papers = readdirSync(join(ROOT, 'experiments')).filter(name =>
    existsSync(join(ROOT, 'packages', name, 'README.md')),
  );
  const shown = papers.map(name => {
    const readme = readFileSync(join(ROOT, 'packages', name, 'README.md'), 'utf8');
    return /!\[[^\]]+\]\(\.\.\/\.\.\/docs\/([\w-]+)\.svg\)/.exec(readme)?.[1];
  });
  expect(papers.length).toBeGreaterThanOrEqual(10);
  expect(shown.toSorted()).toEqual([...pictures.keys()].toSorted());
});
