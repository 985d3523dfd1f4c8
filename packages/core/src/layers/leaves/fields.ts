/** Checks of a layer's fields, as they come from a file. */

/** What a field must be, in words and as a test. */
export type Check = readonly [what: string, test: (value: unknown) => boolean];

type OptionalKey<L> = { [K in keyof L]-?: Record<never, never> extends Pick<L, K> ? K : never }[keyof L];

/** A check of every field beside `op`: those that a layer needs, and those that it may have. */
export interface Fields<L> {
  readonly needs: { readonly [K in Exclude<keyof L, OptionalKey<L> | 'op'>]: Check };
  readonly may: { readonly [K in OptionalKey<L>]: Check };
}

/** Of a layer that is its `op` alone. */
export const NO_FIELDS = { needs: {}, may: {} };

/** Whether a value from JSON is an object. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isCount = (value: unknown): boolean => Number.isInteger(value) && (value as number) > 0;
const isSide = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 0;

const listOf =
  (n: number | undefined, test: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    Array.isArray(value) && (n === undefined || value.length === n) && value.every(test);

export const count: Check = ['a positive integer', isCount];
export const index: Check = ['0 or a positive integer', isSide];
export const number: Check = ['a number', isNumber];
export const flag: Check = ['true or false', value => typeof value === 'boolean'];
export const pair: Check = ['[height, width]', listOf(2, isCount)];
export const triple: Check = ['[height, width, channels]', listOf(3, isCount)];
export const sides: Check = ['[top, bottom, left, right], each 0 or more', listOf(4, isSide)];
export const counts: Check = ['a list of positive integers', listOf(undefined, isCount)];
export const axes: Check = ['a list of axes', listOf(undefined, isSide)];
export const share: Check = ['a number in [0, 1)', value => isNumber(value) && value >= 0 && value < 1];
export const text: Check = ['a name', value => typeof value === 'string' && value !== ''];
export const record: Check = ['an object', isRecord];
export const children: Check = [
  'a list of [name, layer]',
  listOf(
    undefined,
    listOf(2, () => true),
  ),
];

/** One of these names. */
export const oneOf = (...names: readonly string[]): Check => [
  `one of ${names.join(', ')}`,
  value => typeof value === 'string' && names.includes(value),
];
