import { expect, it } from 'vitest';
import { parseDuration } from '../src/terminal/time.ts';

it.each([
  ['2h', 7200],
  ['90m', 5400],
  ['1h30m', 5400],
  ['1.5h', 5400],
  ['45 min', 2700],
  ['30s', 30],
])('%s is %d seconds', (text, seconds) => expect(parseDuration(text)).toBe(1000 * seconds));

it.each(['', '2', 'h', '2d', '2h x', '-2h', '0s', '1000h', '2h30'])("'%s' is no time", text =>
  expect(() => parseDuration(text)).toThrow(`'${text}' is no time: write 2h, 90m, 1h30m or 30s, 24 days at most`),
);
