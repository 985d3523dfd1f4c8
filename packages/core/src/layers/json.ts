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

/** Objects and lists within each other, three of them per level of an expression: functions on expressions recurse. */
const MOST_DEPTH = 600;
/** Characters of a value that an error shows. */
const SHOWN = 80;

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
  if (isDeeper(value, MOST_DEPTH)) {
    throw new RefoldError(
      `a layer of more than ${MOST_DEPTH / 3} levels can't be read: nest its combinators less deeply`,
    );
  }
  return checkLayer(value, '');
}

/** Whether a value has more than `most` levels of objects and lists within each other. */
function isDeeper(value: unknown, most: number): boolean {
  let level = [value];
  for (let depth = 0; depth <= most && level.length > 0; depth++) {
    level = level.flatMap(one => (typeof one === 'object' && one !== null ? Object.values(one) : []));
  }
  return level.length > 0;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}...` : text;
}

/** What is wrong with a layer's own fields, if anything is; its children are not looked into. */
export function fieldProblem(value: Readonly<Record<string, unknown>> | Layer): string | undefined {
  const fields = fieldsOf(value.op as string);
  if (fields === undefined) return unknownLayer({ op: value.op as string }).message;
  const { op, ...rest } = value as Readonly<Record<string, unknown>>;
  for (const [name, [what, test]] of Object.entries(fields.needs)) {
    if (!test(rest[name])) return `'${name}' of ${op} must be ${what}, got ${shown(rest[name])}`;
  }
  for (const [name, field] of Object.entries(rest)) {
    if (Object.hasOwn(fields.needs, name)) continue;
    const check = Object.hasOwn(fields.may, name) ? fields.may[name] : undefined;
    if (check === undefined) return `${op} has no field '${name}'`;
    if (!check[1](field)) return `'${name}' of ${op} must be ${check[0]}, got ${shown(field)}`;
  }
  return undefined;
}

function checkLayer(value: unknown, path: string): Layer {
  const fail = (problem: string): never => {
    throw new RefoldError(`${path === '' ? 'the layer' : `layer '${path}'`}: ${problem}`);
  };
  if (!isRecord(value)) return fail('expected an object with an "op"');
  if (typeof value.op !== 'string') return fail(`its "op" must be a name, got ${shown(value.op)}`);
  const problem = fieldProblem(value);
  if (problem !== undefined) return fail(problem);
  if (fieldsOf(value.op) === branches) {
    return { ...value, children: checkChildren(value.children as unknown[][], path) } as Layer;
  }
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
