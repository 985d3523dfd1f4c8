import { sizeOf } from '../ndarray.ts';
import { type ByteSource, type Fail, region } from './bytes.ts';
import { DTYPES, isDtype } from './dtypes.ts';
import { memberNames } from './json-names.ts';

/** Where a tensor lies in the data that follows the header, in bytes. */
export interface TensorEntry {
  readonly name: string;
  /** Any name: newer versions of the format may have more types than `DTYPES`. */
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

/** A safetensors file: its entries, in their order, its metadata and the bytes of its tensors. */
export interface ParsedFile {
  readonly entries: readonly TensorEntry[];
  readonly metadata: Readonly<Record<string, string>>;
  readonly data: ByteSource;
}

/** The header's length comes first, as a 64-bit little-endian integer. */
export const LENGTH_BYTES = 8;
/** The header's key for free text. */
export const METADATA = '__metadata__';
/** The format's own limit; above it, the length is nonsense. */
const MOST_HEADER_BYTES = 100_000_000;

/** Splits a file into its checked header and its data. The tensors must cover the data without overlap or gap. */
export function parseHeader(file: ByteSource, fail: Fail): ParsedFile {
  if (file.size < LENGTH_BYTES) return fail(`it has ${file.size} bytes, too few for a header (truncated)`);
  const length = Number(Buffer.from(file.slice(0, LENGTH_BYTES)).readBigUInt64LE());
  if (length > MOST_HEADER_BYTES) return fail(`its header claims to be ${length} bytes long`);
  const start = LENGTH_BYTES + length;
  if (start > file.size) return fail(`it has ${file.size} bytes, but its header alone needs ${start} (truncated)`);
  const data = region(file, start, file.size);
  let metadata: Record<string, string> = {};
  const entries: TensorEntry[] = [];
  for (const [name, value] of members(file.slice(LENGTH_BYTES, start), fail)) {
    if (name === METADATA) metadata = checkMetadata(value, fail);
    else entries.push(checkEntry(name, value, fail));
  }
  checkCover(entries, data.size, fail);
  return { entries, metadata, data };
}

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The header's members, in the order of its text. */
function members(bytes: Uint8Array, fail: Fail): (readonly [name: string, value: unknown])[] {
  let text: string;
  let header: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    header = JSON.parse(text);
  } catch (cause) {
    return fail(`its header is not JSON (${(cause as Error).message})`);
  }
  if (!isObject(header)) return fail('its header is not a JSON object');
  return memberNames(text, what => fail(`its header is ambiguous: ${what}`)).map(name => [name, header[name]]);
}

function checkMetadata(value: unknown, fail: Fail): Record<string, string> {
  if (!isObject(value)) return fail(`${METADATA} is not an object`);
  const pairs = Object.entries(value).map(([key, text]): [string, string] =>
    typeof text === 'string' ? [key, text] : fail(`${METADATA}.${key} is not a string`),
  );
  return Object.fromEntries(pairs);
}

const isCounts = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every(n => Number.isSafeInteger(n) && n >= 0);

function checkEntry(name: string, value: unknown, fail: Fail): TensorEntry {
  const { dtype, shape, data_offsets: offsets } = isObject(value) ? value : {};
  if (typeof dtype !== 'string') return fail(`tensor '${name}' has the type ${JSON.stringify(dtype)}`);
  if (!isCounts(shape)) return fail(`tensor '${name}' has the shape ${JSON.stringify(shape)}`);
  if (!isCounts(offsets) || offsets.length !== 2) {
    return fail(`tensor '${name}' has the data offsets ${JSON.stringify(offsets)}`);
  }
  const [begin, end] = offsets as [number, number];
  const bytes = isDtype(dtype) ? sizeOf(shape) * DTYPES[dtype].bytes : Math.max(end - begin, 0);
  if (end - begin !== bytes) {
    return fail(`tensor '${name}' (${dtype} [${shape}]) occupies ${end - begin} bytes, not ${bytes}`);
  }
  return { name, dtype, shape, begin, end };
}

function checkCover(entries: readonly TensorEntry[], dataBytes: number, fail: Fail): void {
  let at = 0;
  for (const { name, begin, end } of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin < at) fail(`tensor '${name}' overlaps another`);
    if (begin > at) fail(`the ${begin - at} bytes before tensor '${name}' belong to no tensor`);
    at = end;
  }
  if (at > dataBytes) fail(`it has ${dataBytes} bytes of data where its header promises ${at} (truncated)`);
  if (at < dataBytes) fail(`it has ${dataBytes - at} bytes too many at its end`);
}
