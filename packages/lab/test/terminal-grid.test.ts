/** Wide tables on narrow terminals, with and without colours. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { drawGroups, type Group, hanging, split } from '../src/terminal/grid.ts';
import { coloured, paintFor, plain, widthFor } from '../src/terminal/style.ts';

const group = (heading: string, ...columns: readonly (readonly [string, ...string[]])[]): Group => ({
  heading,
  columns: columns.map(([heading, ...texts]) => ({ heading, texts })),
});

it('puts a heading over its columns, names at the left, values at the right', () => {
  const drawn = drawGroups(
    ['plain', 'full'],
    [group('Top-1 (%)', ['paper', '72.4', '75.14'], ['measured', '71.0 ≈', '80.2 ≠']), group('n', ['', '3', '3, 5'])],
    80,
  );
  expect(drawn.split('\n')).toEqual([
    '             Top-1 (%)     n',
    '       paper  measured',
    '-----  -----  --------  ----',
    'plain   72.4    71.0 ≈     3',
    'full   75.14    80.2 ≠  3, 5',
  ]);
});

it('splits a table that is too wide, and repeats the names of its rows', () => {
  const groups = ['one', 'two', 'three', 'four'].map(name => group(name, ['', '1234567890', '1']));
  const blocks = drawGroups(['a', 'b'], groups, 40).split('\n\n');
  expect(blocks.map(block => block.split('\n')[0]!.trim().split(/ +/))).toEqual([
    ['one', 'two'],
    ['three', 'four'],
  ]);
  for (const block of blocks) expect(block).toMatch(/^a .*\nb /m);
});

it('no line is wider than the terminal, nothing is lost, and colours change no column', () => {
  const word = fc.stringMatching(/^[a-z0-9]{1,9}$/);
  const text = fc.array(word, { minLength: 1, maxLength: 6 }).map(words => words.join(' '));
  const table = fc
    .integer({ min: 1, max: 4 })
    .chain(rows =>
      fc.tuple(
        fc.array(text, { minLength: rows, maxLength: rows }),
        fc.array(fc.tuple(text, fc.array(text, { minLength: rows, maxLength: rows })), { minLength: 1, maxLength: 8 }),
      ),
    );
  fc.assert(
    fc.property(table, fc.integer({ min: 40, max: 120 }), ([names, columns], width) => {
      const draw = (paint: typeof plain) =>
        drawGroups(
          names,
          columns.map(([heading, texts]) => group(heading, ['', ...texts.map(text => paint('red', text))])),
          width,
        );
      const drawn = draw(plain);
      expect(Math.max(...drawn.split('\n').map(line => line.length))).toBeLessThanOrEqual(width);
      for (const one of columns.flatMap(([heading, texts]) => [heading, ...texts]).flatMap(text => text.split(' '))) {
        expect(drawn).toContain(one);
      }
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken away
      expect(draw(coloured).replace(/\u001b\[\d+m/g, '')).toBe(drawn);
    }),
    { numRuns: 60, seed: 1 },
  );
});

it('splits into as few blocks as fit, about equally wide', () => {
  expect(split([10, 10, 10, 10, 10, 10], 52)).toEqual([
    [0, 3],
    [3, 6],
  ]);
  expect(split([60, 5, 5], 40)).toEqual([
    [0, 1],
    [1, 3],
  ]);
  expect(split([], 40)).toEqual([]);
});

it('wraps a paragraph between words, indented after its first line', () => {
  expect(hanging('one two three four', 11, '  ')).toBe('one two\n  three\n  four');
});

it('colours terminals alone, unless the environment says otherwise', () => {
  const isColoured = (isTTY: boolean, env: NodeJS.ProcessEnv) =>
    paintFor({ isTTY, columns: 80 }, env)('red', 'x') !== 'x';
  const TERM = 'xterm-256color';
  expect(isColoured(true, { TERM })).toBe(true);
  expect(isColoured(false, { TERM })).toBe(false);
  expect(isColoured(true, { TERM, NO_COLOR: '1' })).toBe(false);
  expect(isColoured(true, { TERM: 'dumb' })).toBe(false);
  expect(isColoured(false, { TERM, FORCE_COLOR: '1' })).toBe(true);
  expect(isColoured(true, { TERM, FORCE_COLOR: '0' })).toBe(false);
  expect(isColoured(true, { TERM, FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(true);
});

it('is as wide as the terminal, as COLUMNS says, or 80', () => {
  expect(widthFor({ isTTY: true, columns: 120 }, {})).toBe(120);
  expect(widthFor({ isTTY: true, columns: 120 }, { COLUMNS: '60' })).toBe(120);
  expect(widthFor({ isTTY: false, columns: 0 }, { COLUMNS: '100' })).toBe(100);
  expect(widthFor({ isTTY: false, columns: 0 }, { COLUMNS: 'wide' })).toBe(80);
  expect(widthFor({ isTTY: true, columns: 10 }, {})).toBe(40);
});
