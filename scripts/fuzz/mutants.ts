/** Mutants of files: bytes changed at random, and the same within what a checksum or a grammar would otherwise turn away at once. */
import type { Rng } from '@refold/core';
import { zipOf } from '../../packages/core/src/export/torch/zip.ts';
import { inMemory } from '../../packages/core/src/io/bytes.ts';
import { stampChecksum } from '../../packages/core/src/io/safetensors-checksum.ts';
import { isZip, unpackedBytes, zipEntries } from '../../packages/core/src/io/zip.ts';

/** Makes one mutant; the same generator makes the same mutant. */
export type Mutate = (original: Buffer, rng: Rng) => Buffer;

/** Values that lengths, counts and offsets go wrong at. */
const WORDS = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];

/** One to four changes: bits, bytes, words of either byte order, a part repeated, left out or cut off. */
export const changedBytes: Mutate = (original, rng) => {
  let file = Buffer.from(original);
  for (let changes = 1 + rng.int(4); changes > 0; changes--) {
    const at = rng.int(file.length);
    const length = 1 + rng.int(Math.min(64, file.length - at));
    const kind = rng.int(7);
    if (kind === 0) file[at] = file[at]! ^ (1 << rng.int(8));
    else if (kind === 1) file[at] = rng.int(256);
    else if (kind === 2 && at + 4 <= file.length) file.writeUInt32LE(WORDS[rng.int(WORDS.length)]!, at);
    else if (kind === 3 && at + 4 <= file.length) file.writeUInt32BE(WORDS[rng.int(WORDS.length)]!, at);
    else if (kind === 4) file = Buffer.concat([file.subarray(0, at + length), file.subarray(at)]);
    else if (kind === 5) file = Buffer.concat([file.subarray(0, at), file.subarray(at + length)]);
    else if (rng.int(8) === 0) file = file.subarray(0, Math.max(1, at));
  }
  return file;
};

/** As `changedBytes`; of a zip archive, every other mutant is whole as an archive, and one of its entries is changed: a pickle, above all. */
export const changedEntries: Mutate = (original, rng) => {
  if (!isZip(inMemory(original)) || rng.int(2) === 0) return changedBytes(original, rng);
  const fail = (what: string): never => {
    throw new Error(what);
  };
  const source = inMemory(original);
  const entries = [...zipEntries(source, fail)].map(
    ([name, entry]) => [name, unpackedBytes(source, name, entry, fail)] as const,
  );
  const pickles = entries.flatMap(([name, content], i) => (name.endsWith('.pkl') && content.length > 0 ? [i] : []));
  const chosen = rng.int(4) > 0 ? pickles[rng.int(pickles.length)] : rng.int(entries.length);
  return Buffer.from(
    zipOf(
      entries.map(([name, content], i) => [
        name,
        i === chosen && content.length > 0 ? changedBytes(Buffer.from(content), rng) : content,
      ]),
    ),
  );
};

/** Bytes of a model file before which a checksum can't end: its place is in the header. */
const BEFORE_CHECKSUM = 64;

/** As `changedBytes`, with the checksum of a model file made right again in every other mutant that is long enough to have one. */
export const stamped: Mutate = (original, rng) => {
  const file = Buffer.from(changedBytes(original, rng));
  if (rng.int(2) === 0 && file.length > BEFORE_CHECKSUM) stampChecksum(file);
  return file;
};

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Names that objects have without being given them, and others that are no field's. */
const NAMES = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'op', 'children', 'body', '', 'a.b', '0'];
const NUMBERS = [0, -0, -1, 1, 0.5, 3, 1e9, 2 ** 31, 2 ** 32, 2 ** 53, 1e300, 5e-324];
/** Levels of an expression that is one in another in another. */
const DEEP = 20_000;

/** JSON with one to three changes: of values, names, order and depth; every fourth mutant by its bytes. */
export const changedJson: Mutate = (original, rng) => {
  if (rng.int(4) === 0) return changedBytes(original, rng);
  let value = JSON.parse(original.toString()) as Json;
  for (let changes = 1 + rng.int(3); changes > 0; changes--) value = changedNode(value, rng);
  const text = JSON.stringify(value);
  if (rng.int(100) > 0) return Buffer.from(text);
  const [open, close] = rng.int(2) === 0 ? ['{"op":"chain","children":[["a",', ']]}'] : ['[', ']'];
  return Buffer.from(open.repeat(DEEP) + text + close.repeat(DEEP));
};

/** Changes the value itself, or one inside it. */
function changedNode(value: Json, rng: Rng): Json {
  const inner = value !== null && typeof value === 'object' ? Object.keys(value) : [];
  if (inner.length === 0 || rng.int(5) === 0) return replaced(value, rng);
  const key = inner[rng.int(inner.length)]!;
  if (Array.isArray(value)) {
    const list = [...value];
    const at = Number(key);
    const kind = rng.int(6);
    if (kind === 0) list.splice(at, 1);
    else if (kind === 1) list.splice(rng.int(list.length), 0, list[at]!);
    else list[at] = changedNode(list[at]!, rng);
    return list;
  }
  const entries = Object.entries(value as { [key: string]: Json }).flatMap(([name, member]): [string, Json][] => {
    if (name !== key) return [[name, member]];
    const kind = rng.int(8);
    if (kind === 0) return [];
    if (kind === 1) return [[NAMES[rng.int(NAMES.length)]!, member]];
    if (kind === 2)
      return [
        [name, member],
        [NAMES[rng.int(NAMES.length)]!, member],
      ];
    return [[name, changedNode(member, rng)]];
  });
  return Object.fromEntries(entries);
}

function replaced(value: Json, rng: Rng): Json {
  const others: Json[] = [null, true, false, '', [], {}, [value], { op: value }, NAMES[rng.int(NAMES.length)]!];
  return rng.int(2) === 0 ? NUMBERS[rng.int(NUMBERS.length)]! : others[rng.int(others.length)]!;
}
