/**
 * Every kernel that the backend registers, native and fallen back, against tfjs's cpu backend: on operands of every type, on axes of no
 * elements, on integers beyond those of a float, and on what isn't finite. A call gives what cpu gives or an error that names the kernel; it
 * never gives memory that wasn't written.
 */
import { enableProdMode, getKernelsForBackend } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import './support/fuzz/reference.ts';
import { type Call, operands, smallValues, type Type, type Values, withTypes } from './support/kernels/example.ts';
import { difference, isNamed, nativeOutcome, outcome } from './support/kernels/outcome.ts';
import { EXAMPLES } from './support/kernels/table.ts';

/** The canvas of a browser is what it draws on. */
const NOT_IN_NODE = ['Draw'];
const KERNELS = Object.entries(EXAMPLES);

// Else tfjs checks every result for NaN.
beforeAll(() => enableProdMode());

/** What is wrong with calls of a kernel, one line each. */
function faults(
  kernel: string,
  calls: readonly (readonly [string, Call])[],
  values?: Values,
  tolerance = 1e-5,
): string[] {
  return calls.flatMap(([label, call]) => {
    const wanted = outcome('cpu', kernel, call, values);
    const found = nativeOutcome(kernel, call, values);
    // Where cpu fails there may be a result all the same, but not one that depends on what was in memory.
    const expected = 'error' in wanted ? nativeOutcome(kernel, call, values, 0x55) : wanted;
    const fault = difference(found, expected, tolerance);
    if (fault !== undefined) return [`${label}: ${fault}`];
    if (!('error' in found)) return [];
    if (!isNamed(kernel, found.error)) return [`${label}: an error without a name: ${found.error.message}`];
    const isComplex = operands(call).some(({ dtype }) => dtype === 'complex64');
    return 'error' in wanted || isComplex ? [] : [`${label}: refused, but not by cpu: ${found.error.message}`];
  });
}

it('has examples of every kernel', () => {
  const registered = getKernelsForBackend('native').map(({ kernelName }) => kernelName);
  expect(Object.keys(EXAMPLES).sort()).toEqual(registered.sort());
  const without = KERNELS.filter(([, examples]) => examples.length === 0).map(([kernel]) => kernel);
  expect(without).toEqual(NOT_IN_NODE);
});

it.each(KERNELS)('%s runs', (kernel, examples) => {
  for (const { sizes, call } of examples) {
    const found = nativeOutcome(kernel, call(sizes));
    // There is no conversion of numbers to strings.
    if (call(sizes).attrs?.dtype === 'string') continue;
    expect(found, 'error' in found ? found.error.message : '').toHaveProperty('results');
  }
});

const TYPES: readonly Type[] = ['float32', 'int32', 'bool', 'complex64'];

/** The types of operands: all alike; as they are, but for any one of them; any two types of the first two. */
function typings(types: readonly Type[]): readonly Type[][] {
  const all = TYPES.map(type => types.map(() => type));
  const one = types.flatMap((_, i) => TYPES.map(type => types.with(i, type)));
  const [, second] = types;
  const two = second === undefined ? [] : TYPES.flatMap(a => TYPES.map(b => types.with(0, a).with(1, b)));
  const unique = new Map([...all, ...one, ...two].map(some => [some.join(), some]));
  return [...unique.values()];
}

describe('operands of any types:', () => {
  it.each(KERNELS)('%s', (kernel, examples) => {
    const calls = examples.flatMap(({ sizes, call }) => {
      const types = operands(call(sizes)).map(({ dtype }) => dtype);
      if (types.includes('string')) return [];
      return typings(types).map(some => [some.join(', '), withTypes(call(sizes), some)] as const);
    });
    expect(faults(kernel, calls)).toEqual([]);
  });
});

describe('axes of no elements:', () => {
  it.each(KERNELS)('%s', (kernel, examples) => {
    const calls = examples.flatMap(({ sizes, call }) => {
      const names = Object.keys(sizes);
      const pairs = names.flatMap((a, i) => names.slice(i).map(b => [a, b]));
      return pairs.map(([a, b]) => [`${a}, ${b}`, call({ ...sizes, [a!]: 0, [b!]: 0 })] as const);
    });
    expect(faults(kernel, calls)).toEqual([]);
  });
});

/** Spread over the operand, the same for the same place. */
const hash = (seed: number, i: number): number => Math.imul(i * 31 + seed * 17 + 7, 0x9e3779b1);

/** cpu computes these in floats, or products in doubles that don't hold them: small numbers only. */
const CPU_ROUNDS = ['Abs', 'Square', 'DepthToSpace', 'Prod'];

describe('integers beyond 2²⁴:', () => {
  it.each(KERNELS.filter(([kernel]) => !CPU_ROUNDS.includes(kernel)))('%s', (kernel, examples) => {
    const large: Values = (operand, seed, i) =>
      operand.dtype === 'int32' && operand.below === undefined ? hash(seed, i) >> 5 : smallValues(operand, seed, i);
    const calls = examples.map(({ sizes, call }) => {
      const types = operands(call(sizes)).map(({ dtype }) => (dtype === 'float32' ? 'int32' : dtype));
      return ['int32', withTypes(call(sizes), types)] as const;
    });
    expect(faults(kernel, calls, large, 1e-4)).toEqual([]);
  });

  const [n, m] = [2 ** 24 + 1, 4097];
  it.each([
    ['Abs', [-n], n],
    ['Square', [m], m * m],
    ['Prod', [m, m], m * m],
    ['DepthToSpace', [n], n],
  ] as const)('%s, which cpu rounds', (kernel, values, wanted) => {
    const attrs = { axis: [0], keepDims: false, blockSize: 1, dataFormat: 'NHWC' };
    const shape = kernel === 'DepthToSpace' ? [1, 1, 1, 1] : [values.length];
    const found = nativeOutcome(kernel, { inputs: { x: { shape, dtype: 'int32', values } }, attrs });
    expect(found).toMatchObject({ results: [{ dtype: 'int32', values: [wanted] }] });
  });
});

/** cpu and native multiply what isn't finite by zero, one where the other leaves the product out. */
const ZERO_TIMES_INFINITY = ['Conv2DBackpropInput', 'ResizeBilinearGrad', 'UnsortedSegmentSum'];

describe('what is not finite:', () => {
  const SPECIAL = [NaN, Infinity, -Infinity, -0, 0, 1, -1, 0.5, 1e30, 1e-40, 2.5];
  const special: Values = (operand, seed, i) =>
    operand.dtype === 'float32' && operand.below === undefined
      ? SPECIAL[(hash(seed, i) >>> 8) % SPECIAL.length]!
      : smallValues(operand, seed, i);

  it.each(KERNELS.filter(([kernel]) => !ZERO_TIMES_INFINITY.includes(kernel)))('%s', (kernel, examples) => {
    const calls = examples.map(({ sizes, call }) => ['float32', call(sizes)] as const);
    expect(faults(kernel, calls, special)).toEqual([]);
  });
});
