import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchNorm, chain, conv, type Layer, relu, sum } from '../src/layers/index.ts';
import { ExpressionError, formatExpression, parseExpression, parseExpressionOn } from '../src/notation/index.ts';
import { modelNamed, models } from '../src/zoo/index.ts';
import { Choices, randomExpression, randomFrame } from './support/expressions.ts';

const block = chain({
  branches: sum({ dense: chain({ conv: conv(8, 3), norm: batchNorm() }), identity: batchNorm() }),
  relu: relu(),
});

/** What is said of a text, and the part of it that is pointed at. */
function mistake(source: string, input: readonly number[] = [8, 8, 4]) {
  try {
    parseExpressionOn(source, input);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    const { span, line, column, problem } = error;
    return { at: source.slice(span.start, span.end), line, column, problem };
  }
  return undefined;
}

describe('parseExpression', () => {
  it('reads what the builders make, comments and all', () => {
    const text = `
      // A block.
      chain({
        branches: sum({ dense: chain({ conv: conv(8, 3), norm: batchNorm() }), identity: batchNorm() }),
        relu: relu(), /* the end */
      });`;
    expect(parseExpression(text).layer).toEqual(block);
  });

  it('reads JSON', () => {
    expect(parseExpression(JSON.stringify(block, null, 2)).layer).toEqual(block);
    expect(parseExpression(`sum([${JSON.stringify(relu())}, conv(4, 1)])`).layer).toEqual(sum([relu(), conv(4, 1)]));
  });

  it('knows where each layer is', () => {
    const text = "chain([tap('t', { head: conv(2, 1) }), tiles([2, 2, 4], relu()), sum({ a: relu() })])";
    const { places } = parseExpression(text);
    const shown = Object.fromEntries([...places].map(([path, { start, end }]) => [path, text.slice(start, end)]));
    expect(shown).toEqual({
      '': text,
      0: "tap('t', { head: conv(2, 1) })",
      '0.head': 'conv(2, 1)',
      1: 'tiles([2, 2, 4], relu())',
      '1.body': 'relu()',
      2: 'sum({ a: relu() })',
      '2.a': 'relu()',
    });
  });

  it.each([
    ['chain({ a: convv(4, 3) })', 'convv', "no layer called 'convv'; did you mean conv?"],
    ['chain({ a: conv(4) })', 'conv(4)', 'write conv(out, kernel, { stride,'],
    ['conv(4, 3, { strid: 2 })', 'strid', "conv has no option 'strid'"],
    ['conv(4, 3, 2)', '2', 'options are an object'],
    ["conv('four', 3)", "conv('four', 3)", '\'out\' of conv must be a positive integer, got "four"'],
    ['sum({ a: relu(), a: relu() })', 'a', "'a' is there twice"],
    ["sum({ 'a.b': relu() })", "'a.b'", 'holds no dot'],
    ['sum({ 1: relu() })', '1', 'numbered are a list'],
    ['sum(relu())', 'relu()', 'write sum({ name: layer, ... })'],
    ['chain([relu()', ')', 'ends too early'],
    ['', '', 'ends too early'],
    ['chain([relu()]) relu()', 'relu()', 'one expression alone'],
    ['chain([relu])', 'relu', "'relu' stands alone"],
    ['chain([() => relu()])', '() => relu()', 'a function'],
    ['globalThis.alert(1)', 'globalThis.alert', 'only builders'],
    ['constructor()', 'constructor', "no layer called 'constructor'"],
    ['chain([...[]])', '...[]', 'a spread'],
    ['relu(null)', 'null', 'null is no value'],
    ['{"op": "conv", "out": 4}', '{"op": "conv", "out": 4}', "'kernel' of conv must be"],
    ['{"op": "chain", "children": [["a.b", {"op": "identity"}]]}', undefined, 'child name "a.b"'],
    ['chain([conv(4, 3), linear(2)])', 'linear(2)', '1: '],
    ['sum({ a: conv(4, 3), b: conv(8, 3) })', undefined, "'a' gives [8, 8, 4], 'b' gives [8, 8, 8]"],
    ['chain({ a: 5 })', '5', 'expected a layer'],
    [`${'chain(['.repeat(5000)}relu()${'])'.repeat(5000)}`, undefined, 'nested too deeply'],
  ])('says what is wrong with %.60s, and where', (text, at, problem) => {
    const found = mistake(text)!;
    expect(found.problem).toContain(problem);
    if (at !== undefined) expect(found.at).toBe(at);
  });

  it('counts lines and columns from 1', () => {
    expect(mistake('chain({\n  a: relu(),\n  b: reloo(),\n})')).toMatchObject({ line: 3, column: 6, at: 'reloo' });
  });
});

describe('formatExpression', () => {
  it('writes the shortest calls, in lines', () => {
    expect(formatExpression(block)).toBe(`chain({
  branches: sum({
    dense: chain({ conv: conv(8, 3), norm: batchNorm() }),
    identity: batchNorm(),
  }),
  relu: relu(),
})`);
    expect(formatExpression(conv(8, [1, 3], { stride: 2, pad: 0, bias: true }))).toBe(
      'conv(8, [1, 3], { stride: 2, pad: 0, bias: true })',
    );
  });

  it('writes a layer that no call makes as JSON', () => {
    const odd = { op: 'chain', children: [['7', relu()]] } as Layer;
    expect(formatExpression(odd)).toBe("{ op: 'chain', children: [['7', relu()]] }");
    expect(parseExpression(formatExpression(odd)).layer).toEqual(odd);
  });

  it('what it writes of random expressions is read again', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 99 }), { maxLength: 40 }), numbers => {
        const choices = new Choices(numbers);
        const layer = randomExpression(choices, randomFrame(choices), 3);
        expect(parseExpression(formatExpression(layer)).layer).toEqual(layer);
      }),
      { numRuns: 200 },
    );
  });

  it.each(['resnet-18', 'mobilenet', 'densenet-40-cifar', 'squeezenet', 'lenet-5'])(
    'what it writes of %s is read again',
    name => {
      const layer = modelNamed(models, name).build({ classes: 10 });
      expect(parseExpression(formatExpression(layer)).layer).toEqual(layer);
    },
  );
});
