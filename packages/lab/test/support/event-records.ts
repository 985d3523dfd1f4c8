/** The records of event files, by their framing alone: lengths are believed, checksums aren't looked at. */
import { readFileSync } from 'node:fs';

/** Each record's bytes, with its frame. A last one that was cut off is left out. */
export function framesIn(path: string): readonly Buffer[] {
  const file = readFileSync(path);
  const frames: Buffer[] = [];
  for (let at = 0; at + 16 <= file.length; ) {
    const end = at + 16 + Number(file.readBigUInt64LE(at));
    if (end > file.length) break;
    frames.push(file.subarray(at, end));
    at = end;
  }
  return frames;
}
