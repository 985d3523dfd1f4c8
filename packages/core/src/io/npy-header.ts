/** The header of a NumPy file: a Python dict, as text, of the array's type, order and shape. */
import type { Fail } from './bytes.ts';
import type { Dtype } from './dtypes.ts';
import { quoted, shown } from './quoted.ts';

export interface NpyHeader {
  readonly dtype: Dtype;
  readonly isBigEndian: boolean;
  /** Fortran's order: the first axis is the one that moves fastest. */
  readonly isColumnMajor: boolean;
  readonly shape: readonly number[];
}

/** NumPy's kinds of numbers with their bytes, in the names of `DTYPES`. */
const TYPES: ReadonlyMap<string, Dtype> = new Map([
  ['f8', 'F64'],
  ['f4', 'F32'],
  ['f2', 'F16'],
  ['i8', 'I64'],
  ['i4', 'I32'],
  ['i2', 'I16'],
  ['i1', 'I8'],
  ['u8', 'U64'],
  ['u4', 'U32'],
  ['u2', 'U16'],
  ['u1', 'U8'],
  ['b1', 'BOOL'],
]);

/** One entry of the dict, with the comma after it. A type that isn't a string is a list of a record's fields. */
const ENTRY = /\s*'(\w+)'\s*:\s*('[^']*'|True|False|\([^()]*\)|\[.*\])\s*(?:,\s*|$)/y;

/** The entries that a header has, all of them once. */
const KEYS = ['descr', 'fortran_order', 'shape'] as const;

/** Reads a header's text. What is wrong with it is told to `fail`. */
export function parseNpyHeader(text: string, fail: Fail): NpyHeader {
  const entries = entriesOf(text, fail);
  const [descr, order, shape] = KEYS.map(key => entries.get(key) ?? fail(`its header has no '${key}'`)) as [
    string,
    string,
    string,
  ];
  if (order !== 'True' && order !== 'False') return fail(`its header's fortran_order is ${shown(order)}`);
  return { ...typeOf(descr, fail), isColumnMajor: order === 'True', shape: shapeOf(shape, fail) };
}

function entriesOf(text: string, fail: Fail): ReadonlyMap<string, string> {
  const dict = /^\{(.*)\}\s*$/s.exec(text)?.[1];
  if (dict === undefined) return fail('its header is not a dict');
  const entries = new Map<string, string>();
  ENTRY.lastIndex = 0;
  while (ENTRY.lastIndex < dict.length) {
    const at = ENTRY.lastIndex;
    const [, key, value] =
      ENTRY.exec(dict) ?? fail(`its header is malformed at ${JSON.stringify(dict.slice(at, at + 20))}`);
    if (!KEYS.some(known => known === key)) return fail(`its header has an unknown entry, ${quoted(key!)}`);
    if (entries.has(key!)) return fail(`its header has '${key}' twice`);
    entries.set(key!, value!);
  }
  return entries;
}

function typeOf(descr: string, fail: Fail): Pick<NpyHeader, 'dtype' | 'isBigEndian'> {
  const [, order, name = ''] = /^'([<>|=])([a-z]\d+)'$/.exec(descr) ?? [];
  const dtype = TYPES.get(name);
  if (dtype !== undefined) return { dtype, isBigEndian: order === '>' };
  return fail(`its numbers are of the type ${shown(descr)}; known are ${[...TYPES.keys()].join(', ')}, as '<f4'`);
}

/** A tuple of whole numbers: '()', '(3,)', '(3, 4)'. */
function shapeOf(text: string, fail: Fail): readonly number[] {
  // No regular expression for the whole: one that allows blanks everywhere takes a time that grows by their square.
  const sizes = text
    .slice(1, -1)
    .split(',')
    .map(size => size.trim());
  // A comma follows the only size of a tuple, and may follow the last one of others.
  const isTuple = text.startsWith('(') && (sizes.length > 1 || sizes[0] === '');
  if (sizes.at(-1) === '') sizes.pop();
  const shape = sizes.map(Number);
  if (isTuple && sizes.every(size => /^\d+$/.test(size)) && shape.every(Number.isSafeInteger)) return shape;
  return fail(`its header's shape is ${shown(text)}`);
}
