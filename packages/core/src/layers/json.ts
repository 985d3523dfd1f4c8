/** A layer is plain JSON already; what comes from a file is checked, field by field, before it is believed. */
import { RefoldError } from '../error.ts';
import { join } from './shapes.ts';
import { ACTIVATIONS, type Child, type Layer, type Op } from './types.ts';

type Check = readonly [what: string, test: (value: unknown) => boolean];

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isCount = (value: unknown): boolean => Number.isInteger(value) && (value as number) > 0;
const listOf =
  (n: number | undefined, test: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    Array.isArray(value) && (n === undefined || value.length === n) && value.every(test);
const isSide = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 0;
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const count: Check = ['a positive integer', isCount];
const number: Check = ['a number', isNumber];
const flag: Check = ['true or false', value => typeof value === 'boolean'];
const pair: Check = ['[height, width]', listOf(2, isCount)];
const sides: Check = ['[top, bottom, left, right], each 0 or more', listOf(4, isSide)];
const text: Check = ['a name', value => typeof value === 'string' && value !== ''];
const record: Check = ['an object', isRecord];
const oneOf = (...names: readonly string[]): Check => [
  `one of ${names.join(', ')}`,
  value => typeof value === 'string' && names.includes(value),
];
const list = (what: string, n: number | undefined, test: (value: unknown) => boolean): Check => [what, listOf(n, test)];

interface Fields {
  readonly needs: Readonly<Record<string, Check>>;
  readonly may?: Readonly<Record<string, Check>>;
}

const kernel = { out: count, kernel: pair, stride: pair, pad: sides, bias: flag };
const init = { init: record };
const window = { size: pair, stride: pair, pad: sides };
const branches: Fields = {
  needs: {
    children: list(
      'a list of [name, layer]',
      undefined,
      listOf(2, () => true),
    ),
  },
};
const nothing: Fields = { needs: {} };

const FIELDS: Readonly<Record<Op, Fields>> = {
  conv: { needs: { ...kernel, dilation: pair, groups: count }, may: { ...init, unitNorm: flag } },
  convTranspose: { needs: kernel, may: init },
  linear: { needs: { out: count, bias: flag }, may: init },
  spatialLinear: {
    needs: { out: list('[height, width, channels]', 3, isCount), groups: count, bias: flag },
    may: init,
  },
  batchNorm: { needs: { eps: number, momentum: number }, may: { ...init, border: sides } },
  instanceNorm: { needs: { eps: number, affine: flag } },
  activation: { needs: { fn: oneOf(...ACTIVATIONS) }, may: { slope: number } },
  maxPool: { needs: window },
  avgPool: { needs: { ...window, countPad: flag } },
  globalAvgPool: nothing,
  globalMaxPool: nothing,
  identity: nothing,
  flatten: nothing,
  reshape: { needs: { shape: list('a list of positive integers', undefined, isCount) } },
  permute: { needs: { order: list('a list of axes', undefined, isSide) } },
  pad: { needs: { pad: sides } },
  dropout: { needs: { rate: ['a number in [0, 1)', value => isNumber(value) && value >= 0 && value < 1] } },
  upsample: { needs: { size: pair, method: oneOf('nearest', 'bilinear'), alignCorners: flag } },
  scale: { needs: { per: oneOf('channel', 'tensor'), init: number } },
  chain: branches,
  sum: branches,
  concat: branches,
  product: branches,
  tap: { needs: { name: text, trainingOnly: flag }, may: { head: record } },
  tiles: { needs: { size: list('[height, width, channels]', 3, isCount), body: record } },
};

/** An expression as JSON text; `parseLayer` gives it back. */
export const stringifyLayer = (layer: Layer): string => JSON.stringify(layer);

/**
 * An expression from JSON text.
 * @throws RefoldError naming the path and the field that is missing, unknown or malformed
 */
export function parseLayer(json: string): Layer {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new RefoldError(`a layer must be JSON: ${(cause as Error).message}`, { cause });
  }
  return checkLayer(value, '');
}

function checkLayer(value: unknown, path: string): Layer {
  const fail = (problem: string): never => {
    throw new RefoldError(`${path === '' ? 'the layer' : `layer '${path}'`}: ${problem}`);
  };
  if (!isRecord(value)) return fail('expected an object with an "op"');
  const fields = Object.hasOwn(FIELDS, String(value.op)) ? FIELDS[value.op as Op] : undefined;
  if (fields === undefined)
    return fail(`no layer called '${String(value.op)}'; known: ${Object.keys(FIELDS).join(', ')}`);

  for (const [name, [what, test]] of Object.entries(fields.needs)) {
    if (!test(value[name]))
      fail(`'${name}' of ${String(value.op)} must be ${what}, got ${JSON.stringify(value[name])}`);
  }
  for (const [name, field] of Object.entries(value)) {
    if (name === 'op' || name in fields.needs) continue;
    const check = fields.may?.[name];
    if (check === undefined) fail(`${String(value.op)} has no field '${name}'`);
    else if (!check[1](field))
      fail(`'${name}' of ${String(value.op)} must be ${check[0]}, got ${JSON.stringify(field)}`);
  }
  if (fields === branches) return { ...value, children: checkChildren(value.children as unknown[][], path) } as Layer;
  if (value.head !== undefined) checkLayer(value.head, join(path, 'head'));
  if (value.body !== undefined) checkLayer(value.body, join(path, 'body'));
  return value as unknown as Layer;
}

function checkChildren(children: readonly (readonly unknown[])[], path: string): readonly Child[] {
  const seen = new Set<string>();
  return children.map(([name, child]) => {
    if (typeof name !== 'string' || name === '' || name.includes('.') || seen.has(name)) {
      throw new RefoldError(
        `layer '${path}': child name ${JSON.stringify(name)} must be unique, not empty, without a dot`,
      );
    }
    seen.add(name);
    return [name, checkLayer(child, join(path, name))];
  });
}
