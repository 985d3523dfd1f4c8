/** Which of the dicts in what `torch.save` saved is the state dict. */
import { StoredTensor } from './torch-tensors.ts';

export type Entries = readonly (readonly [name: unknown, value: unknown])[];

/** A dict of tensors by name. */
export interface TorchPart {
  /** Its keys in what was saved, joined by dots; `ROOT_PART` for the saved dict itself. */
  readonly name: string;
  readonly dict: ReadonlyMap<unknown, unknown>;
}

/** The name of the saved dict itself. */
export const ROOT_PART = '.';

/** What training scripts call a state dict, the most usual first. */
const USUAL = [
  'state_dict',
  'model',
  ROOT_PART,
  'model_state_dict',
  'model_state',
  'net',
  'network',
  'module',
  'params',
  'weights',
];

/**
 * The dicts of tensors by name: the saved one, those in it, and those in these. Where a dict stands under several names, only the first leads
 * to those in it: a pickle of a few kilobytes may else name a billion.
 */
export function torchParts(top: unknown): readonly TorchPart[] {
  if (!(top instanceof Map)) return [];
  const parts: TorchPart[] = [{ name: ROOT_PART, dict: top }];
  const entered = new Set<unknown>();
  for (const [outer, dict] of namedDicts(top)) {
    parts.push({ name: outer, dict });
    if (entered.has(dict)) continue;
    entered.add(dict);
    for (const [inner, nested] of namedDicts(dict)) parts.push({ name: `${outer}.${inner}`, dict: nested });
  }
  const known = new Map<TorchPart['dict'], boolean>();
  return parts.filter(({ dict }) => {
    const holds = known.get(dict) ?? [...dict].some(isNamedTensor);
    known.set(dict, holds);
    return holds;
  });
}

/** The part of that name, or the only one within an entry of that name; without one, the one with the most usual name, or the only one. */
export const partNamed = (parts: readonly TorchPart[], name: string | undefined): TorchPart | undefined =>
  name === undefined
    ? (USUAL.map(usual => parts.find(part => part.name === usual)).find(part => part !== undefined) ?? only(parts))
    : (parts.find(part => part.name === name) ?? only(parts.filter(part => part.name.startsWith(`${name}.`))));

const only = <T>(list: readonly T[]): T | undefined => (list.length === 1 ? list[0] : undefined);

const namedDicts = (dict: ReadonlyMap<unknown, unknown>) =>
  [...dict].filter((entry): entry is [string, Map<unknown, unknown>] => {
    const [name, value] = entry;
    return typeof name === 'string' && value instanceof Map;
  });

const isNamedTensor = ([name, value]: readonly [unknown, unknown]): boolean =>
  typeof name === 'string' && value instanceof StoredTensor;
