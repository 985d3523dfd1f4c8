/** Names for parameters that a caller holds, so that a run's configuration can say with which ones it begins. */
import { createHash } from 'node:crypto';
import type { Params } from '../layers/types.ts';

/** The SHA-256 of parameters, 64 hex digits: of their paths, shapes, precision and numbers, in whatever order they come. */
export function parametersDigest(params: Params): string {
  const hash = createHash('sha256');
  for (const [path, { shape, data }] of [...params].sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(JSON.stringify([path, shape, data.BYTES_PER_ELEMENT]));
    hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return hash.digest('hex');
}
