/** Typed arrays of the same bytes are equal at once: Vitest compares them number by number, which takes seconds for the maps of a network. */
import { expect } from 'vitest';

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer =>
  Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);

expect.addEqualityTesters([
  (a: unknown, b: unknown): true | undefined => {
    if (!ArrayBuffer.isView(a) || !ArrayBuffer.isView(b) || a.constructor !== b.constructor) return undefined;
    // Others are left to Vitest, to which 0 and -0 differ only in strict comparisons, and which shows where they do.
    return bytesOf(a).equals(bytesOf(b)) ? true : undefined;
  },
]);
