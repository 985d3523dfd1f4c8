/** Whether files are whole pictures, found out before anything is trained on them. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { RefoldError } from '../../error.ts';
import { standInAt } from '../../io/stand-in.ts';
import { decoderFault } from './decoder-fault.ts';
import { someOf } from './listing.ts';
import { openPicture } from './open-picture.ts';

/** With more pictures than this, looking at each takes minutes. */
export const MOST_CHECKED = 100_000;
/** Pictures decoded at a time. */
const AT_ONCE = 16;

/**
 * Looks at the first and last bytes of every picture, and decodes those that don't look whole. Of more than
 * `MOST_CHECKED` none is looked at: one that can't be decoded is then named by its batch.
 * @throws RefoldError naming what can't be decoded
 */
export async function requireWholePictures(files: readonly string[]): Promise<void> {
  if (files.length > MOST_CHECKED) return;
  const doubtful = files.filter(file => !looksWhole(file));
  const faults: string[] = [];
  for (let i = 0; i < doubtful.length; i += AT_ONCE) {
    const some = await Promise.all(doubtful.slice(i, i + AT_ONCE).map(faultOf));
    faults.push(...some.filter(fault => fault !== undefined));
  }
  if (faults.length === 0) return;
  throw new RefoldError(
    `${faults.length} of ${files.length} pictures can't be decoded: ${someOf(faults)}. Replace or remove them.`,
  );
}

async function faultOf(path: string): Promise<string | undefined> {
  try {
    await (await openPicture(path)).resize(8, 8, { fit: 'fill' }).raw().toBuffer();
    return undefined;
  } catch (cause) {
    return `${path} (${standInAt(path)?.what ?? decoderFault(cause)})`;
  }
}

const EDGE = 12;

/** Begins as a JPEG, PNG, GIF, WebP or BMP file does, and ends so or has the size that it states. A whole file may end otherwise: cameras append what they like. */
function looksWhole(path: string): boolean {
  const edges = edgesOf(path);
  if (edges === undefined) return false;
  const { head, tail, size } = edges;
  const starts = head.toString('latin1');
  if (starts.startsWith('\xff\xd8\xff')) return tail.toString('latin1').endsWith('\xff\xd9');
  if (starts.startsWith('\x89PNG\r\n\x1a\n')) return tail.toString('latin1').slice(4, 8) === 'IEND';
  if (starts.startsWith('GIF8')) return tail.at(-1) === 0x3b;
  if (starts.startsWith('BM')) return head.readUInt32LE(2) === size;
  return starts.startsWith('RIFF') && starts.endsWith('WEBP') && head.readUInt32LE(4) + 8 === size;
}

function edgesOf(path: string): { head: Buffer; tail: Buffer; size: number } | undefined {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return undefined; // the decoder says why
  }
  try {
    const { size } = fstatSync(file);
    const [head, tail] = [Buffer.alloc(EDGE), Buffer.alloc(EDGE)];
    readSync(file, head, 0, EDGE, 0);
    readSync(file, tail, 0, EDGE, Math.max(0, size - EDGE));
    return { head, tail, size };
  } finally {
    closeSync(file);
  }
}
