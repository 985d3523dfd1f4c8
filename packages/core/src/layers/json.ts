/** A layer is plain JSON already; what comes from a file is checked, field by field, before it is believed. */
import { RefoldError } from '../error.ts';
import { type Check, children, type Fields, flag, isRecord, record, text, triple } from './leaves/fields.ts';
import { isLeafKind, LEAVES } from './leaves/index.ts';
import { join, unknownLayer } from './shapes.ts';
import type { Child, Combinator, Layer } from './types.ts';

const branches = { needs: { children }, may: {} };

const COMBINATORS: { readonly [O in Combinator['op']]: Fields<Extract<Combinator, { op: O }>> } = {
  chain: branches,
  sum: branches,
  concat: branches,
  product: branches,
  tap: { needs: { name: text, trainingOnly: flag }, may: { head: record } },
  tiles: { needs: { size: triple, body: record }, may: {} },
};

type Checks = Readonly<Record<string, Check>>;

const fieldsOf = (op: string): { readonly needs: Checks; readonly may: Checks } | undefined => {
  if (isLeafKind(op)) return LEAVES[op].fields;
  return Object.hasOwn(COMBINATORS, op) ? COMBINATORS[op as Combinator['op']] : undefined;
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
  const fields = fieldsOf(String(value.op));
  if (fields === undefined) return fail(unknownLayer({ op: String(value.op) }).message);

  for (const [name, [what, test]] of Object.entries(fields.needs)) {
    if (!test(value[name]))
      fail(`'${name}' of ${String(value.op)} must be ${what}, got ${JSON.stringify(value[name])}`);
  }
  for (const [name, field] of Object.entries(value)) {
    if (name === 'op' || name in fields.needs) continue;
    const check = fields.may[name];
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
