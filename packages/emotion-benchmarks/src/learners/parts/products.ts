/** Products of rows in WebAssembly, whose vectors of two doubles make them three times as fast as JavaScript does. */

/** What `products.wat` compiles to, in base64. Its test compiles it anew. */
export const COMPILED =
  'AGFzbQEAAAABCwFgB39/f39/f38AAhEBBXRpbGVzBm1lbW9yeQIAAQMCAQAHDAEIcHJvZHVjdHMAAAqoBgGlBgILfw57IAAgA2ohByABIARqIQgDQCABIQkg' +
  'AiEKA0AgACEMIAwgBWohDSANIAVqIQ4gDiAFaiEPIAkhECAQIAVqIRH9DAAAAAAAAAAAAAAAAAAAAAAhGP0MAAAAAAAAAAAAAAAAAAAAACEZ/QwAAAAAAAAA' +
  'AAAAAAAAAAAAIRr9DAAAAAAAAAAAAAAAAAAAAAAhG/0MAAAAAAAAAAAAAAAAAAAAACEc/QwAAAAAAAAAAAAAAAAAAAAAIR39DAAAAAAAAAAAAAAAAAAAAAAh' +
  'Hv0MAAAAAAAAAAAAAAAAAAAAACEfQQAhCwNAIBD9AAQAIRYgEf0ABAAhFyAM/QAEACESIA39AAQAIRMgDv0ABAAhFCAP/QAEACEVIBggEiAW/fIB/fABIRgg' +
  'GSATIBb98gH98AEhGSAaIBQgFv3yAf3wASEaIBsgFSAW/fIB/fABIRsgHCASIBf98gH98AEhHCAdIBMgF/3yAf3wASEdIB4gFCAX/fIB/fABIR4gHyAVIBf9' +
  '8gH98AEhHyAQ/QAEECEWIBH9AAQQIRcgDP0ABBAhEiAN/QAEECETIA79AAQQIRQgD/0ABBAhFSAYIBIgFv3yAf3wASEYIBkgEyAW/fIB/fABIRkgGiAUIBb9' +
  '8gH98AEhGiAbIBUgFv3yAf3wASEbIBwgEiAX/fIB/fABIRwgHSATIBf98gH98AEhHSAeIBQgF/3yAf3wASEeIB8gFSAX/fIB/fABIR8gDEEgaiEMIA1BIGoh' +
  'DSAOQSBqIQ4gD0EgaiEPIBBBIGohECARQSBqIREgC0EgaiELIAsgBUkNAAsgCiELIAsgGP0hACAY/SEBoDkDACALIBz9IQAgHP0hAaA5AwggCyAGaiELIAsg' +
  'Gf0hACAZ/SEBoDkDACALIB39IQAgHf0hAaA5AwggCyAGaiELIAsgGv0hACAa/SEBoDkDACALIB79IQAgHv0hAaA5AwggCyAGaiELIAsgG/0hACAb/SEBoDkD' +
  'ACALIB/9IQAgH/0hAaA5AwggCkEQaiEKIBEhCSAJIAhJDQALIAIgBkEEbGohAiAPIQAgACAHSQ0ACws=';

const PAGE = 65_536;
/** Of a tile, so that those of both factors stay in a cache of the processor; and its most rows. */
const TILE_BYTES = 131_072;
const MOST_ROWS = 64;

interface Matrix {
  readonly values: Float64Array;
  readonly rows: number;
  readonly columns: number;
}

/** What is needed of the global of that name, whose types come with those of browsers. */
interface WebAssemblyHere {
  readonly Memory: new (size: {
    readonly initial: number;
  }) => { readonly buffer: ArrayBuffer; grow(pages: number): void };
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: object,
  ) => { readonly exports: { readonly products: (...addressesAndSizes: readonly number[]) => void } };
}
const { Memory, Module, Instance } = (globalThis as unknown as { WebAssembly: WebAssemblyHere }).WebAssembly;
const memory = new Memory({ initial: 1 });
const { products } = new Instance(new Module(Buffer.from(COMPILED, 'base64')), { tiles: { memory } }).exports;

const upTo = (multiple: number, value: number): number => Math.ceil(value / multiple) * multiple;

/**
 * c = a · bᵀ: into `c` [a.rows, b.rows], which is zero, the products of each row of `a` with each row of `b`, which have as many columns.
 * @param isLower only what lies on or below the diagonal is wanted, and what lies above it may stay as it is
 */
export function multiplyRows(a: Matrix, b: Matrix, c: Float64Array, isLower = false): void {
  if (a.columns === 0) return;
  const stride = upTo(4, a.columns);
  const tileRows = Math.max(4, Math.min(MOST_ROWS, upTo(4, Math.floor(TILE_BYTES / (8 * stride)))));
  const [aRows, bRows] = [Math.min(tileRows, upTo(4, a.rows)), Math.min(tileRows, upTo(2, b.rows))];
  const [atB, atC] = [aRows * stride, (aRows + bRows) * stride];
  const tiles = tilesOf(atC + aRows * bRows);
  for (let j = 0; j < b.rows; j += bRows) {
    fill(tiles, atB, b, j, bRows, stride);
    for (let i = isLower ? Math.floor(j / aRows) * aRows : 0; i < a.rows; i += aRows) {
      fill(tiles, 0, a, i, aRows, stride);
      products(0, 8 * atB, 8 * atC, 8 * atB, 8 * bRows * stride, 8 * stride, 8 * bRows);
      const width = Math.min(bRows, b.rows - j);
      for (let row = 0; row < Math.min(aRows, a.rows - i); row++) {
        const from = atC + row * bRows;
        c.set(tiles.subarray(from, from + width), (i + row) * b.rows + j);
      }
    }
  }
}

/** The memory of the compiled function, grown to so many numbers at least. */
function tilesOf(count: number): Float64Array {
  const missing = 8 * count - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
  return new Float64Array(memory.buffer);
}

/** Puts rows of a matrix into a tile, with zeros to the right and below. */
function fill(tiles: Float64Array, at: number, matrix: Matrix, first: number, rows: number, stride: number): void {
  const { values, columns } = matrix;
  const last = Math.min(rows, matrix.rows - first);
  if (stride === columns) {
    tiles.set(values.subarray(first * columns, (first + last) * columns), at);
  } else {
    for (let row = 0; row < last; row++) {
      const to = at + row * stride;
      tiles.set(values.subarray((first + row) * columns, (first + row + 1) * columns), to);
      tiles.fill(0, to + columns, to + stride);
    }
  }
  tiles.fill(0, at + last * stride, at + rows * stride);
}
