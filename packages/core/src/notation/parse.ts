/** Expressions from text: the builders' own calls, or JSON. */

import { RefoldError } from '../error.ts';
import { fieldProblem, parseLayer, stringifyLayer } from '../layers/json.ts';
import { join, ShapeError, trace } from '../layers/shapes.ts';
import type { Layer, Shape } from '../layers/types.ts';
import { suggestions } from '../suggestions.ts';
import { CALLS, type Call, callNamed, usage } from './builders.ts';
import { ExpressionError, type Span } from './place.ts';
import { type Entry, read, type Written } from './syntax.ts';

/** An expression that was read, and where its layers were written. */
export interface ParsedExpression {
  readonly layer: Layer;
  /** The place of each layer in the text, by path. */
  readonly places: ReadonlyMap<string, Span>;
}

/**
 * Reads an expression, `chain({ conv: conv(8, 3), relu: relu() })`, or a layer as JSON. The text is parsed, never run: it can call the builders of
 * `@refold/core/layers` by name, with numbers, text, lists and objects.
 * @throws ExpressionError with the place of what is wrong
 */
export function parseExpression(source: string): ParsedExpression {
  const reader = new Reader(source);
  const layer = reader.layer(read(source));
  try {
    // What is known of every layer by itself holds; what is left is asked of the whole.
    parseLayer(stringifyLayer(layer));
  } catch (cause) {
    if (!(cause instanceof RefoldError)) throw cause;
    throw new ExpressionError(source, { start: 0, end: source.length }, cause.message);
  }
  return { layer, places: reader.placesIn(layer) };
}

/**
 * Reads an expression as `parseExpression`, and sees that shapes go together.
 * @param input of one sample
 * @throws ExpressionError with the place of what is wrong, of a layer that its input doesn't fit too
 */
export function parseExpressionOn(source: string, input: Shape): ParsedExpression {
  const parsed = parseExpression(source);
  try {
    trace(parsed.layer, input);
  } catch (cause) {
    if (!(cause instanceof ShapeError)) throw cause;
    throw new ExpressionError(source, placeOf(parsed, cause.path), cause.message);
  }
  return parsed;
}

/** Where a layer was written, or the nearest layer around it that was. */
export function placeOf({ places }: Pick<ParsedExpression, 'places'>, path: string): Span {
  for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf('.')))) {
    const place = places.get(at);
    if (place !== undefined) return place;
    if (at === '') return { start: 0, end: 1 };
  }
}

/** Makes values of what was written, and remembers where layers were. */
class Reader {
  readonly #source: string;
  readonly #written = new Map<object, Span>();

  constructor(source: string) {
    this.#source = source;
  }

  /** The layer that a call or a JSON object is. */
  layer(node: Written): Layer {
    if (node.kind === 'call') return this.#called(node);
    const value = node.kind === 'object' ? this.#value(node) : undefined;
    if (!isLayer(value)) return this.#fail(node, "expected a layer: a call such as relu(), or an object with an 'op'");
    return value;
  }

  placesIn(layer: Layer, path = '', found = new Map<string, Span>()): ReadonlyMap<string, Span> {
    const place = this.#written.get(layer);
    if (place !== undefined) found.set(path, place);
    const below: readonly (readonly [string, Layer])[] =
      'children' in layer
        ? layer.children
        : layer.op === 'tap' && layer.head !== undefined
          ? [['head', layer.head]]
          : layer.op === 'tiles'
            ? [['body', layer.body]]
            : [];
    for (const [name, child] of below) this.placesIn(child, join(path, name), found);
    return found;
  }

  #fail(at: Span, problem: string): never {
    throw new ExpressionError(this.#source, at, problem);
  }

  #called(node: Written & { readonly kind: 'call' }): Layer {
    const { name, values } = node;
    const call = callNamed(name);
    if (call === undefined) {
      const [near] = suggestions(name, Object.keys(CALLS));
      const hint = near === undefined ? `known: ${Object.keys(CALLS).join(', ')}` : `did you mean ${near}?`;
      return this.#fail(node.callee, `no layer called '${name}'; ${hint}`);
    }
    const { takes, optional = 0, options } = call;
    const most = takes.length + (options ? 1 : 0);
    if (values.length < takes.length - optional || values.length > most)
      return this.#fail(values[most] ?? node, `write ${usage(name, call)}`);
    const given = values.map((value, i) => this.#argument(value, name, call, i));
    return this.#checked(node, call.make(...(given as never[])));
  }

  #argument(node: Written, name: string, call: Call, at: number): unknown {
    if (call.children) return this.#children(node, name, call);
    if (at < call.takes.length) return this.#value(node);
    if (node.kind !== 'object') return this.#fail(node, `options are an object: write ${usage(name, call)}`);
    for (const { name: option, key } of node.entries) {
      if (!call.options!.includes(option))
        this.#fail(key, `${name} has no option '${option}'; it has ${call.options!.join(', ')}`);
    }
    return this.#value(node);
  }

  #children(node: Written, name: string, call: Call): Readonly<Record<string, Layer>> | readonly Layer[] {
    if (node.kind === 'list') return node.items.map(item => this.layer(item));
    if (node.kind !== 'object') return this.#fail(node, `write ${usage(name, call)}`);
    for (const { name: child, key } of node.entries) this.#childName(child, key);
    return Object.fromEntries(node.entries.map(({ name: child, value }) => [child, this.layer(value)]));
  }

  #childName(name: string, key: Span): void {
    if (name === '' || name.includes('.')) this.#fail(key, 'a name is not empty and holds no dot');
    if (/^\d+$/.test(name)) this.#fail(key, 'children that are numbered are a list: [layer, ...]');
    if (name === '__proto__') this.#fail(key, 'this name is not free');
  }

  #value(node: Written): unknown {
    switch (node.kind) {
      case 'value':
        return node.value;
      case 'list':
        return node.items.map(item => this.#value(item));
      case 'call':
        return this.#called(node);
      case 'object': {
        const value = Object.fromEntries(node.entries.map(({ name, value }: Entry) => [name, this.#value(value)]));
        return typeof value.op === 'string' ? this.#checked(node, value as unknown as Layer) : value;
      }
    }
  }

  /** A layer whose own fields are what they must be. */
  #checked(node: Written, layer: Layer): Layer {
    const problem = fieldProblem(layer);
    if (problem !== undefined) this.#fail(node, problem);
    this.#written.set(layer, node);
    return layer;
  }
}

const isLayer = (value: unknown): value is Layer =>
  typeof value === 'object' && value !== null && 'op' in value && typeof value.op === 'string';
