import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson, configHash } from '../src/train/index.ts';

test('canonical JSON sorts keys, drops undefined and keeps the order of lists', () => {
  expect(canonicalJson({ b: [2, 1], a: { d: undefined, c: 'x' } })).toBe('{"a":{"c":"x"},"b":[2,1]}');
});

test('a hash is 16 hex digits of the SHA-256 of canonical JSON', () => {
  // printf '{}' | sha256sum
  expect(configHash({})).toBe('44136fa355b3678a');
});

test('the order of keys and a trip through JSON make no difference', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), value => {
      const reversed = Object.fromEntries(Object.entries(value).reverse());
      expect(configHash(reversed)).toBe(configHash(value));
      expect(configHash(JSON.parse(JSON.stringify(value)))).toBe(configHash(value));
    }),
  );
});

test('a changed value is another name', () => {
  expect(configHash({ lr: 0.1 })).not.toBe(configHash({ lr: 0.2 }));
});

test.each([
  [{ lr: Number.NaN }, 'configuration.lr: NaN'],
  [{ decay: [[/bias/, 0]] }, String.raw`configuration.decay\[0\]\[0\]: /bias/`],
  [{ f: () => 0 }, 'configuration.f'],
  [{ m: new Map() }, 'configuration.m'],
])('what JSON would silently change is refused: %j', (value, message) => {
  expect(() => configHash(value)).toThrow(new RegExp(message));
});
