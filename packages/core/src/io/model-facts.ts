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
  /** What its outputs rate, in their order, where they aren't classes. */
  readonly dimensions?: readonly RatedDimension[] | undefined;
}

/** A dimension that an output rates, such as valence. */
export interface RatedDimension {
  readonly name: string;
  /** The ratings that the outputs 0 and 1 stand for: 1 and 9, say. */
  readonly range: readonly [low: number, high: number];
}

/** What a model has beside its network. */
export type ModelFacts = Pick<Model, 'normalization' | 'classNames' | 'dimensions'>;

const KEYS = {
  normalization: 'refold.normalization',
  classNames: 'refold.classNames',
  dimensions: 'refold.dimensions',
} as const;

/** What is wrong with a model's normalization, class names or dimensions for its network; undefined where they fit, or there are none. */
export const factsFault = ({ layer, input, ...facts }: Omit<Model, 'params'>): string | undefined =>
  faultOf(facts, input, infer(layer, input));

/** The metadata that hold a model's facts; those that aren't known are left out. @throws what `fail` throws, where they don't fit */
export function encodeFacts(model: Omit<Model, 'params'>, fail: Fail): Record<string, string> {
  const fault = factsFault(model);
  if (fault !== undefined) return fail(fault);
  const { normalization, classNames, dimensions } = model;
  return {
    ...(normalization && {
      [KEYS.normalization]: JSON.stringify({ mean: normalization.mean, std: normalization.std }),
    }),
    ...(classNames && { [KEYS.classNames]: JSON.stringify(classNames) }),
    ...(dimensions && { [KEYS.dimensions]: JSON.stringify(dimensions.map(({ name, range }) => ({ name, range }))) }),
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

type Unchecked = Readonly<Partial<Record<keyof ModelFacts, unknown>>>;

/** What is wrong with a model's facts, whatever they are. */
function faultOf(
  { normalization, classNames, dimensions }: Unchecked,
  input: Shape,
  output: Shape,
): string | undefined {
  if (classNames !== undefined && dimensions !== undefined) {
    return 'it has class names and dimensions, but its outputs are either classes or ratings';
  }
  return (
    (normalization === undefined ? undefined : normalizationFault(normalization, input.at(-1)!)) ??
    (classNames === undefined ? undefined : classNamesFault(classNames, output)) ??
    (dimensions === undefined ? undefined : dimensionsFault(dimensions, output))
  );
}

function normalizationFault(normalization: unknown, channels: number): string | undefined {
  const { mean, std } = (normalization ?? {}) as Readonly<Record<string, unknown>>;
  return areNumbers(mean, channels) && areNumbers(std, channels) && std.every(one => one > 0)
    ? undefined
    : `its normalization needs a mean and an std above 0 for each of its ${channels} channels, not ${JSON.stringify(normalization)}`;
}

function classNamesFault(classNames: unknown, output: Shape): string | undefined {
  const width = output.at(-1)!;
  if (!areNames(classNames)) return 'its class names must be a list of texts';
  const twice = twiceIn(classNames);
  if (twice !== undefined) return `its class names have '${twice}' twice`;
  return classNames.length === width
    ? undefined
    : `it has ${classNames.length} class names, but its output ${show(output)} has ${width} classes`;
}

function dimensionsFault(dimensions: unknown, output: Shape): string | undefined {
  const width = output.at(-1)!;
  const list: readonly Partial<Record<string, unknown>>[] = Array.isArray(dimensions) ? dimensions : [];
  const names = list.map(one => one?.name);
  if (!Array.isArray(dimensions) || !areNames(names)) return 'its dimensions must be a list, each with a name';
  const wrong = list.find(({ range }) => !areNumbers(range, 2) || !(range[0]! < range[1]!));
  if (wrong !== undefined) {
    return `its dimension '${wrong.name}' needs a range of two numbers, the lower one first, not ${JSON.stringify(wrong.range)}`;
  }
  const twice = twiceIn(names);
  if (twice !== undefined) return `its dimensions have '${twice}' twice`;
  return list.length === width
    ? undefined
    : `it has ${list.length} dimensions, but its output ${show(output)} has ${width} values`;
}

const areNames = (list: unknown): list is readonly string[] =>
  Array.isArray(list) && list.every(name => typeof name === 'string' && name !== '');

const twiceIn = (names: readonly string[]): string | undefined => names.find((name, i) => names.indexOf(name) !== i);

const areNumbers = (list: unknown, count: number): list is readonly number[] =>
  Array.isArray(list) && list.length === count && list.every(value => Number.isFinite(value));
