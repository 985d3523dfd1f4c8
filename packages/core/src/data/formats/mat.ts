/** MATLAB's MAT-files, level 5 (MathWorks, "MAT-File Format"), as MATLAB 5 to 7.2 and SciPy write them on machines of today. */
import { inflateSync } from 'node:zlib';
import { RefoldError } from '../../error.ts';
import { withFile } from '../../io/bytes.ts';
import { refuseStandIn } from '../../io/stand-in.ts';
import { isOverLimit, unpackLimit } from '../../io/unpack-limit.ts';
import { someOf } from './listing.ts';

/** An array of a MAT-file. What is in cells and fields is read when it is asked for. */
export type MatArray = MatNumbers | MatText | MatCells | MatStructs;

interface Shaped {
  readonly shape: readonly number[];
}
/** Numbers or logical values, column by column. */
export interface MatNumbers extends Shaped {
  readonly kind: 'numbers';
  readonly values: Float64Array;
}
/** Characters: each row as a text. */
export interface MatText extends Shaped {
  readonly kind: 'text';
  readonly lines: readonly string[];
}
export interface MatCells extends Shaped {
  readonly kind: 'cells';
  /** Cell `index`, counted column by column. */
  at(index: number): MatArray;
}
export interface MatStructs extends Shaped {
  readonly kind: 'structs';
  readonly fields: readonly string[];
  /** A field of struct `index`, counted column by column. */
  at(index: number, field: string): MatArray;
}

/** Types of elements. */
const INT8 = 1;
const UINT8 = 2;
const UINT16 = 4;
const INT32 = 5;
const UINT32 = 6;
const MATRIX = 14;
const COMPRESSED = 15;
const UTF8 = 16;
const UTF16 = 17;

/** Types of elements that hold numbers: their bytes each, and how one is read. */
const NUMBERS: Readonly<Record<number, readonly [bytes: number, read: (view: DataView, at: number) => number]>> = {
  [INT8]: [1, (view, at) => view.getInt8(at)],
  [UINT8]: [1, (view, at) => view.getUint8(at)],
  3: [2, (view, at) => view.getInt16(at, true)],
  [UINT16]: [2, (view, at) => view.getUint16(at, true)],
  [INT32]: [4, (view, at) => view.getInt32(at, true)],
  [UINT32]: [4, (view, at) => view.getUint32(at, true)],
  7: [4, (view, at) => view.getFloat32(at, true)],
  9: [8, (view, at) => view.getFloat64(at, true)],
  12: [8, (view, at) => Number(view.getBigInt64(at, true))],
  13: [8, (view, at) => Number(view.getBigUint64(at, true))],
};

type Encoding = 'utf-8' | 'utf-16le' | 'latin1';
/** Types of elements that hold texts. */
const ENCODINGS: Readonly<Record<number, Encoding>> = {
  [INT8]: 'latin1',
  [UINT8]: 'latin1',
  [UINT16]: 'utf-16le',
  [UTF8]: 'utf-8',
  [UTF16]: 'utf-16le',
};

/** Classes of arrays. Numbers have those from 6 to 15. */
const CELL = 1;
const STRUCT = 2;
const CHAR = 4;
const FIRST_NUMBERS = 6;
const LAST_NUMBERS = 15;
const UNREAD: Readonly<Record<number, string>> = {
  3: 'an object',
  5: 'a sparse array',
  16: 'a function',
  17: 'an object',
};
/** In the flags of an array. */
const COMPLEX = 0x800;

const HEADER_BYTES = 128;

/**
 * Reads variables of a MAT-file. Others may be of kinds that aren't read.
 * @throws RefoldError naming the file, and the byte where it is damaged: no such file, truncated, of another version or byte order, without
 * one of the variables; what is in cells and fields, when it is asked for
 */
export function readMat<Name extends string>(path: string, names: readonly Name[]): Readonly<Record<Name, MatArray>> {
  const file = new Block(
    path,
    withFile(path, source => source.slice(0, source.size)),
  );
  requireLevel5(path, file);
  const found = new Map<string, MatArray>();
  const seen: string[] = [];
  for (let at = HEADER_BYTES; at < file.size; ) {
    const element = file.element(at, file.size);
    const [block, matrix] = element.type === COMPRESSED ? unpacked(file, element, at) : [file, element];
    if (matrix.type !== MATRIX) block.fail(matrix.at, `an element of type ${matrix.type} is there instead of an array`);
    const { name } = headOf(block, matrix);
    if (name !== '') seen.push(name);
    if (names.some(wanted => wanted === name)) found.set(name, arrayOf(block, matrix));
    at = element.next;
  }
  const absent = names.filter(name => !found.has(name));
  if (absent.length > 0) {
    throw new RefoldError(
      `${path} lacks the variables ${someOf(absent)}. It has ${someOf(seen) || 'none'}. Get the file anew.`,
    );
  }
  return Object.fromEntries(found) as unknown as Readonly<Record<Name, MatArray>>;
}

/** An element's type, and where its tag, its content and the next element are. */
interface Element {
  readonly type: number;
  readonly at: number;
  readonly begin: number;
  readonly end: number;
  readonly next: number;
}

/** Bytes that hold elements: a file's, or those that a compressed element of it unpacks to. */
class Block {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly #packedAt: number | undefined;

  constructor(path: string, bytes: Uint8Array, packedAt?: number) {
    this.path = path;
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#packedAt = packedAt;
  }

  get size(): number {
    return this.bytes.length;
  }

  /** 'its byte 200', or 'byte 200 of what its byte 128 unpacks to'. */
  place(at: number): string {
    return this.#packedAt === undefined ? `its byte ${at}` : `byte ${at} of what its byte ${this.#packedAt} unpacks to`;
  }

  fail(at: number, what: string): never {
    throw new RefoldError(`${this.path} is damaged at ${this.place(at)}: ${what}. Get the file anew.`);
  }

  /** The element at `at`, which ends by `limit`; of one of `types`, where there are any. */
  element(at: number, limit: number, ...types: readonly number[]): Element {
    if (at + 8 > limit) this.fail(at, 'an element is missing (truncated)');
    const word = this.view.getUint32(at, true);
    const small = word >>> 16;
    const [type, size] = small === 0 ? [word, this.view.getUint32(at + 4, true)] : [word & 0xffff, small];
    const begin = small === 0 ? at + 8 : at + 4;
    const end = begin + size;
    const room = small === 0 ? limit - begin : 4;
    if (size > room) this.fail(at, `an element of ${size} bytes is there, where ${room} are left (truncated)`);
    if (types.length > 0 && !types.includes(type))
      this.fail(at, `an element of type ${type} is there, not of ${types.join(' or ')}`);
    const padded = type === COMPRESSED ? end : at + 8 * Math.ceil((end - at) / 8);
    return { type, at, begin, end, next: Math.min(padded, limit) };
  }

  text({ begin, end }: Element, encoding: Encoding): string {
    try {
      return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(this.bytes.subarray(begin, end));
    } catch {
      return this.fail(begin, `a text is there that isn't ${encoding}`);
    }
  }
}

function requireLevel5(path: string, { bytes, size }: Block): void {
  refuseStandIn(path, bytes);
  const text = Buffer.from(bytes.subarray(0, HEADER_BYTES)).toString('latin1');
  const [version, order] = [text.slice(124, 126), text.slice(126)];
  const isHdf5 = text.startsWith('MATLAB 7.3') || text.startsWith('\x89HDF');
  if (isHdf5) throw new RefoldError(`${path} is a MAT-file of version 7.3. Save it in MATLAB by save(..., '-v7').`);
  if (order === 'MI')
    throw new RefoldError(`${path} is a MAT-file of a big-endian machine. Save it anew on one of today.`);
  if (size < HEADER_BYTES || order !== 'IM' || version !== '\x00\x01') {
    throw new RefoldError(`${path} isn't a MAT-file of level 5. Get the file anew.`);
  }
}

function unpacked(file: Block, { begin, end }: Element, at: number): readonly [Block, Element] {
  const most = unpackLimit(end - begin);
  let bytes: Uint8Array;
  try {
    bytes = inflateSync(file.bytes.subarray(begin, end), { maxOutputLength: most });
  } catch (cause) {
    if (isOverLimit(cause)) return file.fail(at, `a compressed element unpacks to more than ${most} bytes`);
    return file.fail(at, `a compressed element can't be unpacked (${(cause as Error).message})`);
  }
  const block = new Block(file.path, bytes, at);
  return [block, block.element(0, block.size)];
}

/** What every array begins with, and where the rest of it is. */
function headOf(block: Block, { begin, end }: Element) {
  const flags = block.element(begin, end, UINT32);
  const word =
    flags.end - flags.begin >= 4 ? block.view.getUint32(flags.begin, true) : block.fail(begin, 'no flags are there');
  // Objects of some kinds have no shape.
  const second = block.element(flags.next, end, INT32, INT8);
  const shape = second.type === INT32 ? Array.from(valuesIn(block, second)) : [];
  const name = second.type === INT32 ? block.element(second.next, end, INT8) : second;
  if (shape.some(size => size < 0)) block.fail(second.at, `a shape of ${shape.join('×')} is there`);
  return { kind: word & 0xff, complex: (word & COMPLEX) !== 0, shape, name: block.text(name, 'latin1'), at: name.next };
}

function arrayOf(block: Block, element: Element): MatArray {
  const { at: place, begin, end } = element;
  if (begin === end) return { kind: 'numbers', shape: [0, 0], values: new Float64Array(0) };
  const { kind, complex, shape, at } = headOf(block, element);
  if (kind in UNREAD || complex) {
    const what = complex ? 'an array of complex numbers' : UNREAD[kind];
    throw new RefoldError(`${block.path} has ${what} at ${block.place(place)}, which isn't read.`);
  }
  const count = shape.reduce((a, b) => a * b, 1);
  if (kind === CELL) return { kind: 'cells', shape, at: arraysIn(block, at, end, count) };
  if (kind === STRUCT) return structsOf(block, at, end, shape, count);
  const content = block.element(at, end);
  if (kind === CHAR) return { kind: 'text', shape, lines: linesOf(block, content, shape[0]!, count) };
  if (kind < FIRST_NUMBERS || kind > LAST_NUMBERS) block.fail(place, `an array of class ${kind} is there`);
  const values = valuesIn(block, content);
  if (values.length !== count) block.fail(at, `${values.length} numbers are there for a shape of ${shape.join('×')}`);
  return { kind: 'numbers', shape, values };
}

function valuesIn(block: Block, { type, at, begin, end }: Element): Float64Array {
  const [bytes, read] = NUMBERS[type] ?? block.fail(at, `an element of type ${type} is there instead of numbers`);
  const values = Float64Array.from({ length: (end - begin) / bytes }, (_, i) => read(block.view, begin + i * bytes));
  const isWhole = type === 12 || type === 13;
  if (isWhole && !values.every(Number.isSafeInteger)) block.fail(at, 'numbers are there that take more than 53 bits');
  return values;
}

function structsOf(block: Block, begin: number, end: number, shape: readonly number[], count: number): MatStructs {
  const lengths = block.element(begin, end, INT32);
  const [length = 0] = valuesIn(block, lengths);
  const names = block.element(lengths.next, end, INT8);
  if (length < 1 || (names.end - names.begin) % length !== 0) block.fail(begin, `names of ${length} bytes are there`);
  const joined = block.text(names, 'latin1');
  const fields = Array.from({ length: joined.length / length }, (_, i) =>
    joined.slice(i * length, (i + 1) * length).replace(/\0.*$/s, ''),
  );
  const arrays = arraysIn(block, names.next, end, count * fields.length);
  return {
    kind: 'structs',
    shape,
    fields,
    at: (index, field) => {
      const i = fields.indexOf(field);
      if (i < 0) {
        const has = someOf(fields, fields.length) || 'none';
        throw new RefoldError(
          `${block.path} has structs without the field '${field}' at ${block.place(begin)}: they have ${has}.`,
        );
      }
      return arrays(index * fields.length + i);
    },
  };
}

/** `count` arrays that stand one after another, each read when it is asked for. */
function arraysIn(block: Block, begin: number, end: number, count: number): (index: number) => MatArray {
  if (8 * count > end - begin) block.fail(begin, `${count} arrays don't fit into ${end - begin} bytes`);
  const elements: Element[] = [];
  for (let at = begin; elements.length < count; at = elements.at(-1)!.next)
    elements.push(block.element(at, end, MATRIX));
  return index => {
    const element = elements[index];
    if (element === undefined) throw new RangeError(`there are ${count} arrays, and none of the number ${index}`);
    return arrayOf(block, element);
  };
}

function linesOf(block: Block, content: Element, rows: number, count: number): readonly string[] {
  const encoding =
    ENCODINGS[content.type] ?? block.fail(content.at, `an element of type ${content.type} is there instead of a text`);
  const text = block.text(content, encoding);
  if (count === 0) return [];
  if (rows === 1) return [text];
  if (text.length !== count) block.fail(content.at, `${text.length} characters are there instead of ${count}`);
  // Characters stand column by column.
  return Array.from({ length: rows }, (_, row) => [...text].filter((_, i) => i % rows === row).join(''));
}
