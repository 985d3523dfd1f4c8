/** Names for configurations: equal data, equal name, whatever the order of its keys. */
import { createHash } from 'node:crypto';
import { RefoldError } from '../error.ts';

/**
 * JSON with sorted keys and no spaces. `undefined` members are left out, as JSON does.
 * @throws RefoldError naming the place of a value that JSON would silently change (NaN, a function, a Map, a RegExp, ...)
 */
export function canonicalJson(value: unknown, path = 'configuration'): string {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item, i) => canonicalJson(item, `${path}[${i}]`)).join(',')}]`;
  if (typeof value !== 'object' || ![Object.prototype, null].includes(Object.getPrototypeOf(value))) {
    throw new RefoldError(`${path}: ${String(value)} isn't JSON-serializable, so it can't be hashed`);
  }
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member, `${path}.${key}`)}`);
  return `{${members.join(',')}}`;
}

/** The first 16 hex digits (64 bits) of the SHA-256 of a value's canonical JSON. */
export const configHash = (value: unknown): string =>
  createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 16);
