/** Files of MNIST's format. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { idxValues } from '../src/data/formats/idx.ts';
import { RefoldError } from '../src/error.ts';

const idx = (sizes: readonly number[], values: readonly number[], type = 8): Uint8Array => {
  const header = Buffer.alloc(4 + 4 * sizes.length);
  header.set([0, 0, type, sizes.length]);
  sizes.forEach((size, axis) => void header.writeUInt32BE(size, 4 + 4 * axis));
  return Uint8Array.from([...header, ...values]);
};

it('gives the values behind the header', () => {
  expect([...idxValues(idx([2, 3], [1, 2, 3, 4, 5, 6]), 'f')]).toEqual([1, 2, 3, 4, 5, 6]);
  expect([...idxValues(idx([0], []), 'f')]).toEqual([]);
});

it.each<[string, Uint8Array, string]>([
  ['nothing', new Uint8Array(0), "it doesn't begin with two zero bytes"],
  ['a gzipped file', Uint8Array.of(0x1f, 0x8b, 8, 0, 0), "it doesn't begin with two zero bytes"],
  ['floats', idx([1], [0, 0, 0, 0], 0x0d), 'its values are of type 13, not bytes (8)'],
  ['no dimensions', idx([], [1]), 'too few for its header'],
  ['a header that is cut off', idx([2, 3], []).subarray(0, 9), 'it has 9 bytes, too few for its header'],
  ['a value too few', idx([2, 3], [1, 2, 3, 4, 5]), 'it has 5 values where its sizes [2, 3] need 6'],
  ['a value too many', idx([1], [1, 2]), 'it has 2 values where its sizes [1] need 1'],
  ['sizes that nothing holds', idx([2 ** 32 - 1, 2 ** 32 - 1, 2 ** 32 - 1], []), 'it has 0 values where'],
])('refuses %s, naming the file', (_, file, message) => {
  expect(() => idxValues(file, 'digits')).toThrow('digits is not a valid idx file: ');
  expect(() => idxValues(file, 'digits')).toThrow(message);
});

it('gives all values or refuses, whatever the bytes are', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.boolean(), (bytes, isMagic) => {
      if (isMagic) bytes.set([0, 0, 8].slice(0, bytes.length));
      try {
        const values = idxValues(bytes, 'f');
        expect(values.length).toBe(bytes.length - 4 - 4 * bytes[3]!);
      } catch (error) {
        expect(error).toBeInstanceOf(RefoldError);
      }
    }),
  );
});
