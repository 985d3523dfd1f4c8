/** Names for configurations: equal data, equal name, whatever the order of its keys. */
import { createHash } from 'node:crypto';
import { RefoldError } from '../error.ts';

/**
 * JSON with sorted keys and no spaces. `undefined` members are left out, as JSON does.
 * @throws RefoldError naming the place of a value that JSON would silently change (NaN, a function, a Map, a RegExp, ...)
 */
export const canonicalJson = (value: unknown): string => textOf(value, undefined);

/** Where a value is. Only errors spell it out: planning hashes thousands of networks. */
interface At {
  readonly within: At | undefined;
  readonly key: string | number;
}

function textOf(value: unknown, at: At | undefined): string {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (Array.isArray(value)) {
    let text = '[';
    for (let key = 0; key < value.length; key++)
      text += `${key > 0 ? ',' : ''}${textOf(value[key], { within: at, key })}`;
    return `${text}]`;
  }
  if (typeof value !== 'object' || ![Object.prototype, null].includes(Object.getPrototypeOf(value))) {
    throw new RefoldError(`${spelt(at)}: ${String(value)} isn't JSON-serializable, so it can't be hashed`);
  }
  const object = value as Readonly<Record<string, unknown>>;
  let text = '';
  for (const key of Object.keys(object).sort()) {
    const member = object[key];
    if (member !== undefined)
      text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${textOf(member, { within: at, key })}`;
  }
  return `{${text}}`;
}

/** 'configuration.layer.children[3]' */
function spelt(at: At | undefined): string {
  if (at === undefined) return 'configuration';
  return `${spelt(at.within)}${typeof at.key === 'number' ? `[${at.key}]` : `.${at.key}`}`;
}

/** The first 16 hex digits (64 bits) of the SHA-256 of a value's canonical JSON. */
export const configHash = (value: unknown): string =>
  createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 16);
