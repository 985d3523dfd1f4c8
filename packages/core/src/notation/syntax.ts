/** From text to a tree of literals, lists, objects and calls. acorn reads it; nothing is evaluated. */
import { type AnyNode, type Expression, type Property, parseExpressionAt, type SpreadElement } from 'acorn';
import { ExpressionError, type Span } from './place.ts';

/** A value that was written, with its place. */
export type Written = Span &
  (
    | { readonly kind: 'value'; readonly value: string | number | boolean }
    | { readonly kind: 'list'; readonly items: readonly Written[] }
    | { readonly kind: 'object'; readonly entries: readonly Entry[] }
    | { readonly kind: 'call'; readonly name: string; readonly callee: Span; readonly values: readonly Written[] }
  );

/** `name: value` of an object. */
export interface Entry {
  readonly name: string;
  readonly key: Span;
  readonly value: Written;
}

const SPACE = /^(\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*;?(\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/;

/** The tree of a text. @throws ExpressionError at the place where it is no expression, or one of other parts than these */
export function read(source: string): Written {
  try {
    const tree = parseExpressionAt(source, 0, { ecmaVersion: 2022, sourceType: 'module' });
    const rest = source.slice(tree.end);
    const after = tree.end + SPACE.exec(rest)![0].length;
    if (after < source.length) {
      throw new ExpressionError(source, { start: after, end: source.length }, 'there must be one expression alone');
    }
    return written(tree, source);
  } catch (cause) {
    throw atItsPlace(source, cause) ?? cause;
  }
}

const TOO_DEEP = 'the expression is nested too deeply';

/** acorn's error and that of too deep a nesting, as ours. */
function atItsPlace(source: string, cause: unknown): ExpressionError | undefined {
  if (cause instanceof RangeError) return new ExpressionError(source, { start: 0, end: 1 }, TOO_DEEP);
  if (!(cause instanceof SyntaxError) || !('pos' in cause)) return undefined;
  if (cause.message.startsWith('Not enough stack space'))
    return new ExpressionError(source, { start: 0, end: 1 }, TOO_DEEP);
  const { pos, raisedAt } = cause as unknown as { readonly pos: number; readonly raisedAt: number };
  const isEnd = source.slice(pos).trim() === '';
  // The last character that is there is what can be pointed at.
  const start = isEnd ? Math.max(0, source.trimEnd().length - 1) : pos;
  const said = cause.message.replace(/ \(\d+:\d+\)$/, '');
  const problem = isEnd ? 'the expression ends too early: a bracket or a value is missing' : said.toLowerCase();
  return new ExpressionError(source, { start, end: Math.max(raisedAt, start + 1) }, problem);
}

function written(node: Expression | SpreadElement, source: string): Written {
  const { start, end } = node;
  const fail = (problem: string, at: Span = node): never => {
    throw new ExpressionError(source, at, problem);
  };
  switch (node.type) {
    case 'Literal': {
      const { value } = node;
      if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
        return { kind: 'value', value, start, end };
      return fail(`${source.slice(start, end)} is no value of a layer`);
    }
    case 'UnaryExpression': {
      const value = node.operator === '-' ? written(node.argument, source) : undefined;
      if (value?.kind === 'value' && typeof value.value === 'number')
        return { kind: 'value', value: -value.value, start, end };
      return fail('expected a number behind the sign');
    }
    case 'ArrayExpression': {
      const items = node.elements.map(item => written(item ?? fail('a place in the list is empty'), source));
      return { kind: 'list', items, start, end };
    }
    case 'ObjectExpression':
      return { kind: 'object', entries: entriesOf(node.properties, source), start, end };
    case 'CallExpression': {
      const { callee } = node;
      if (callee.type !== 'Identifier') return fail('only builders such as conv(...) can be called', callee);
      const values = node.arguments.map(value => written(value, source));
      return { kind: 'call', name: callee.name, callee, values, start, end };
    }
    case 'Identifier':
      return fail(`'${node.name}' stands alone: a layer is a call such as relu(), and text is in quotes`);
    default:
      return fail(`${NAMES[node.type] ?? 'this'} can't be in an expression: it has calls, objects, lists and values`);
  }
}

const NAMES: { readonly [type in AnyNode['type']]?: string } = {
  ArrowFunctionExpression: 'a function',
  FunctionExpression: 'a function',
  MemberExpression: 'a member access',
  NewExpression: 'new',
  SpreadElement: 'a spread',
  TemplateLiteral: 'a template',
  BinaryExpression: 'arithmetic',
  AssignmentExpression: 'an assignment',
};

function entriesOf(properties: readonly (Property | SpreadElement)[], source: string): readonly Entry[] {
  const seen = new Set<string>();
  return properties.map(property => {
    const fail = (problem: string, at: Span = property): never => {
      throw new ExpressionError(source, at, problem);
    };
    if (property.type !== 'Property' || property.kind !== 'init' || property.method || property.computed)
      return fail('expected name: value');
    if (property.shorthand)
      return fail(`'${source.slice(property.start, property.end)}' has no value: write name: value`);
    const { key } = property;
    const name = key.type === 'Identifier' ? key.name : key.type === 'Literal' ? String(key.value) : fail('', key);
    if (seen.has(name)) return fail(`'${name}' is there twice`, key);
    seen.add(name);
    return { name, key, value: written(property.value, source) };
  });
}
