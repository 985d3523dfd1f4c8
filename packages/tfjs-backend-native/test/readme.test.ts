import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { fallbacks } from '../src/index.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it('the README lists the kernels that fall back', () => {
  const [, listed] = /<!-- fallbacks -->\n([\s\S]*?)\n<!-- \/fallbacks -->/.exec(readme)!;
  expect(listed!.split(/[\s,]+/)).toEqual(fallbacks);
});

it('the README names every variable that the sources read', () => {
  const sources = ['addon', 'fallback', 'settings', 'tuning'].map(name =>
    readFileSync(new URL(`../src/${name}.ts`, import.meta.url), 'utf8'),
  );
  const read = new Set(sources.join().match(/TFJS_NATIVE_[A-Z_]+/g));
  expect([...read].filter(name => !readme.includes(`\`${name}`))).toEqual([]);
});
