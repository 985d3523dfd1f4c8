/** What a model file says of a network's images and outputs, so that it can be evaluated without the code that trained it. */
import { infer, show } from '../layers/shapes.ts';
import type { Network, Shape } from '../layers/types.ts';
import type { Normalization } from '../normalization.ts';
import type { Fail } from './bytes.ts';

/** A network with what is known of its images and its outputs. */
export interface Model extends Network {
  /** What its images are normalized by: a mean and a standard deviation for each channel. */
  readonly normalization?: Normalization | undefined;
  /** Names of its classes, in the order of its outputs. */
  readonly classNames?: readonly string[] | undefined;
}

/** What a model has beside its network. */
export type ModelFacts = Pick<Model, 'normalization' | 'classNames'>;

const KEYS = { normalization: 'refold.normalization', classNames: 'refold.classNames' } as const;

/** What is wrong with a model's normalization or class names for its network; undefined where they fit, or there are none. */
export const factsFault = ({ layer, input, ...facts }: Omit<Model, 'params'>): string | undefined =>
  faultOf(facts, input, infer(layer, input));

/** The metadata that hold a model's facts; those that aren't known are left out. @throws what `fail` throws, where they don't fit */
export function encodeFacts(model: Omit<Model, 'params'>, fail: Fail): Record<string, string> {
  const fault = factsFault(model);
  if (fault !== undefined) return fail(fault);
  const { normalization, classNames } = model;
  return {
    ...(normalization && {
      [KEYS.normalization]: JSON.stringify({ mean: normalization.mean, std: normalization.std }),
    }),
    ...(classNames && { [KEYS.classNames]: JSON.stringify(classNames) }),
  };
}

/** The facts that metadata hold, of a network from `input` to `output`. @throws what `fail` throws, for facts that don't fit it */
export function decodeFacts(
  metadata: Readonly<Record<string, string>>,
  input: Shape,
  output: Shape,
  fail: Fail,
): ModelFacts {
  const facts = Object.entries(KEYS).flatMap(([fact, key]) => {
    const text = metadata[key];
    return text === undefined ? [] : [[fact, parsed(key, text, fail)] as const];
  });
  const found = Object.fromEntries(facts) as Readonly<Record<keyof ModelFacts, unknown>>;
  const wrong = faultOf(found, input, output);
  return wrong === undefined ? (found as ModelFacts) : fail(wrong);
}

function parsed(key: string, text: string, fail: Fail): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    return fail(`its ${key}: ${(cause as Error).message}`);
  }
}

/** What is wrong with a model's facts, whatever they are. */
function faultOf(
  { normalization, classNames }: Readonly<Partial<Record<keyof ModelFacts, unknown>>>,
  input: Shape,
  output: Shape,
): string | undefined {
  if (normalization !== undefined) {
    const channels = input.at(-1)!;
    const { mean, std } = (normalization ?? {}) as Readonly<Record<string, unknown>>;
    if (!areNumbers(mean, channels) || !areNumbers(std, channels) || std.some(one => one <= 0)) {
      return `its normalization needs a mean and an std above 0 for each of its ${channels} channels, not ${JSON.stringify(normalization)}`;
    }
  }
  if (classNames === undefined) return undefined;
  const width = output.at(-1)!;
  if (!Array.isArray(classNames) || !classNames.every(name => typeof name === 'string' && name !== '')) {
    return 'its class names must be a list of texts';
  }
  const twice = classNames.find((name, i) => classNames.indexOf(name) !== i);
  if (twice !== undefined) return `its class names have '${twice}' twice`;
  return classNames.length === width
    ? undefined
    : `it has ${classNames.length} class names, but its output ${show(output)} has ${width} classes`;
}

const areNumbers = (list: unknown, count: number): list is readonly number[] =>
  Array.isArray(list) && list.length === count && list.every(value => Number.isFinite(value));
