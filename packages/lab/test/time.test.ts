import { expect, it } from 'vitest';
import { parseSize, sizeInWords } from '../src/terminal/size.ts';
import { parseAge, parseDuration } from '../src/terminal/time.ts';

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

it.each([
  ['30d', 30 * 24 * 3600],
  ['2w', 14 * 24 * 3600],
  ['1d12h', 36 * 3600],
  ['1000h', 1000 * 3600],
  ['2y', undefined],
  ['', undefined],
  ['5ms', undefined],
])('as an age, %s is %s seconds', (text, seconds) => expect(parseAge(text)).toBe(seconds && 1000 * seconds));

it.each([
  ['20 kB', 20e3, '20.0 kB'],
  ['1.5GB', 1.5e9, '1.5 GB'],
  ['100MB', 1e8, '100.0 MB'],
  ['12B', 12, '0.0 kB'],
])('%s are %d bytes, in words %s', (text, bytes, words) => {
  expect(parseSize(text)).toBe(bytes);
  expect(sizeInWords(bytes)).toBe(words);
});

it.each(['', '5', 'MB', '-1MB', '5 TB'])("'%s' is no size", text => expect(parseSize(text)).toBeUndefined());
