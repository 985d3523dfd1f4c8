/** Expressions as text, which `parseExpression` reads again. */
import type { Layer } from '../layers/types.ts';
import { type Call, type CallName, callNamed } from './builders.ts';

/** A layer as it is written: a name, and values. */
interface Spelling {
  readonly name: string;
  readonly values: readonly unknown[];
}

const WIDTH = 80;
const INDENT = '  ';

/** The expression as the builders' calls, defaults left out, in lines of about 80 characters. */
export const formatExpression = (layer: Layer): string => format(layer, '');

function format(value: unknown, indent: string): string {
  const short = inLine(value);
  if (indent.length + short.length <= WIDTH) return short;
  const spelled = spellingOf(value);
  if (spelled !== undefined) {
    const { name, values } = spelled;
    // One object, or list, opens where the call does.
    if (values.length === 1) return `${name}(${format(values[0], indent)})`;
    const items = values.map(item => `${indent}${INDENT}${format(item, indent + INDENT)},\n`);
    return `${name}(\n${items.join('')}${indent})`;
  }
  if (Array.isArray(value)) {
    const items = value.map(item => `${indent}${INDENT}${format(item, indent + INDENT)},\n`);
    return `[\n${items.join('')}${indent}]`;
  }
  if (typeof value !== 'object' || value === null) return short;
  const entries = Object.entries(value).map(
    ([name, item]) => `${indent}${INDENT}${key(name)}: ${format(item, indent + INDENT)},\n`,
  );
  return `{\n${entries.join('')}${indent}}`;
}

/** Lines of what was written once: each level asks whether what is below it fits. */
const lines = new WeakMap<object, string>();

function inLine(value: unknown): string {
  if (typeof value !== 'object' || value === null) return literal(value);
  const line = lines.get(value) ?? lineOf(value);
  lines.set(value, line);
  return line;
}

function literal(value: unknown): string {
  if (typeof value !== 'string') return String(value);
  return `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

function lineOf(value: object): string {
  const spelled = spellingOf(value);
  if (spelled !== undefined) return `${spelled.name}(${spelled.values.map(inLine).join(', ')})`;
  if (Array.isArray(value)) return `[${value.map(inLine).join(', ')}]`;
  const entries = Object.entries(value).map(([name, item]) => `${key(name)}: ${inLine(item)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

const key = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : inLine(name));

/** How a layer is written; undefined of what is none, and of a layer that no call makes: it stays JSON. */
function spellingOf(value: unknown): Spelling | undefined {
  if (typeof value !== 'object' || value === null || !('op' in value)) return undefined;
  const layer = value as Layer;
  for (const name of [...(SHORTER[layer.op] ?? []), layer.op as CallName]) {
    const call = callNamed(name);
    const found = call && callOf(name, call, layer);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Calls that say more than the layer's own kind. */
const SHORTER: { readonly [op in Layer['op']]?: readonly CallName[] } = {
  activation: ['relu', 'relu6', 'tanh', 'sigmoid', 'leakyRelu'],
};

/** The fewest values from which a call makes the layer. */
function callOf(name: string, call: Call, layer: Layer): Spelling | undefined {
  const fields = layer as unknown as Readonly<Record<string, unknown>>;
  const makes = (values: readonly unknown[]): boolean => same(call.make(...(values as never[])), layer);
  if (call.children) {
    if (!('children' in layer)) return undefined;
    const { children } = layer;
    const isList = children.every(([child], i) => child === String(i));
    const value = isList ? children.map(([, child]) => child) : Object.fromEntries(children);
    const canBeNamed = isList || children.every(([child]) => !/^\d+$/.test(child) && child !== '__proto__');
    return canBeNamed ? { name, values: [value] } : undefined;
  }
  const positional = call.takes.map(field => shortest(FIELD_OF[`${name}.${field}`] ?? field, fields));
  for (let fewer = call.optional ?? 0; fewer >= 0; fewer--) {
    const values = positional.slice(0, positional.length - fewer);
    if (values.includes(undefined)) continue;
    if (makes(values)) return { name, values };
    const options = optionsOf(call, values, fields, makes);
    if (options !== undefined) return { name, values: [...values, options] };
  }
  return undefined;
}

/** The options that the call can't do without, if it makes the layer with them. */
function optionsOf(
  { options = [] }: Call,
  values: readonly unknown[],
  fields: Readonly<Record<string, unknown>>,
  makes: (values: readonly unknown[]) => boolean,
): Readonly<Record<string, unknown>> | undefined {
  let kept = options.filter(option => fields[option] !== undefined);
  const withOptions = (names: readonly string[]) =>
    Object.fromEntries(names.map(option => [option, shortest(option, fields)]));
  if (kept.length === 0 || !makes([...values, withOptions(kept)])) return undefined;
  for (const option of kept) {
    const fewer = kept.filter(name => name !== option);
    if (makes([...values, withOptions(fewer)])) kept = fewer;
  }
  return withOptions(kept);
}

/** Fields whose argument has another name. */
const FIELD_OF: Readonly<Record<string, string>> = { 'upsample.to': 'size' };

/** Fields that a builder takes as one number or two as well. */
const SIDES = ['kernel', 'stride', 'pad', 'dilation', 'size', 'border'];

/** A field's value as a builder takes it: [3, 3] as 3, [1, 1, 2, 2] as [1, 2]. */
function shortest(field: string, fields: Readonly<Record<string, unknown>>): unknown {
  const value = fields[field];
  if (!SIDES.includes(field) || !Array.isArray(value) || value.length === 3) return value;
  if (value.every(side => side === value[0])) return value[0];
  return value.length === 4 && value[0] === value[1] && value[2] === value[3] ? [value[0], value[2]] : value;
}

/** Whether two layers are the same, whatever the order of their fields. */
function same(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return Object.is(a, b);
  const [one, other] = [Object.entries(a), b as Readonly<Record<string, unknown>>];
  return (
    Array.isArray(a) === Array.isArray(b) &&
    one.length === Object.keys(b).length &&
    one.every(([name, value]) => Object.hasOwn(other, name) && same(value, other[name]))
  );
}
