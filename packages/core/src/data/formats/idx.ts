/** Files of the idx format, in which MNIST comes. */
import { InvalidFile } from '../../io/bytes.ts';

/** The type of unsigned bytes. */
const BYTES = 0x08;
const HEAD = 4;
const SIZE_BYTES = 4;

/**
 * The values of an idx file of bytes, row-major. Before them come two zero bytes, the type, the number of dimensions, and the size of
 * each dimension in four bytes, big-endian (http://yann.lecun.com/exdb/mnist/).
 * @param path for errors
 * @throws RefoldError for a file that isn't one, or has more or fewer values than it says
 */
export function idxValues(file: Uint8Array, path: string): Uint8Array {
  const fail = (what: string): never => {
    throw new InvalidFile(`${path} is not a valid idx file: ${what}.`, 'Delete it and download it again.');
  };
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.length < HEAD || view.getUint16(0) !== 0) return fail("it doesn't begin with two zero bytes");
  if (view.getUint8(2) !== BYTES) return fail(`its values are of type ${view.getUint8(2)}, not bytes (${BYTES})`);
  const dimensions = view.getUint8(3);
  const begin = HEAD + SIZE_BYTES * dimensions;
  if (dimensions === 0 || file.length < begin) return fail(`it has ${file.length} bytes, too few for its header`);
  const sizes = Array.from({ length: dimensions }, (_, axis) => view.getUint32(HEAD + SIZE_BYTES * axis));
  const values = sizes.reduce((product, size) => product * size, 1);
  if (file.length - begin !== values) {
    return fail(`it has ${file.length - begin} values where its sizes [${sizes.join(', ')}] need ${values}`);
  }
  return file.subarray(begin);
}
