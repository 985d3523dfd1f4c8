/** Sums, products, extrema and their indices, and cumulative sums, along axes. */
import { backend_util, type CumsumAttrs, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { functions, type Handle } from '../addon.ts';
import { as, backend, boolsOnly, handle, kernel, type NumericType, numbers, type Takes, typeCode } from '../kernel.ts';

interface Functions {
  /** (outer, n, inner) → (outer, inner), times `scale` */
  reduce(op: number, type: number, outer: number, n: number, inner: number, scale: number, x: Handle, y: Handle): void;
  /** likewise, to indices along n */
  arg(largest: boolean, type: number, outer: number, n: number, inner: number, x: Handle, y: Handle): void;
  cumulate(
    type: number,
    outer: number,
    n: number,
    inner: number,
    exclusive: boolean,
    reverse: boolean,
    x: Handle,
    y: Handle,
  ): void;
}

const native = functions<Functions>();

/** In the order of enum Reduction in reduce.h. */
const REDUCTIONS = ['sum', 'product', 'max', 'min'] as const;
type Reduction = (typeof REDUCTIONS)[number];

type Axes = readonly [outer: number, n: number, inner: number];

/** A tensor's axes before `begin`, from there to `end`, and behind it. */
const split = (shape: readonly number[], begin: number, end = begin + 1): Axes => [
  util.sizeFromShape(shape.slice(0, begin)),
  util.sizeFromShape(shape.slice(begin, end)),
  util.sizeFromShape(shape.slice(end)),
];

/** One pass for each run of neighbouring axes, the last run first; `axes` in ascending order. */
function passes(shape: readonly number[], axes: readonly number[]): Axes[] {
  const left = [...shape];
  const result: Axes[] = [];
  for (let last = axes.length - 1; last >= 0; last--) {
    const end = axes[last]! + 1;
    while (last > 0 && axes[last - 1] === axes[last]! - 1) last--;
    result.push(split(left, axes[last]!, end));
    left.splice(axes[last]!, end - axes[last]!);
  }
  return result;
}

interface Options {
  readonly axis: number | number[] | null;
  readonly keepDims: boolean;
}

/** The reduction of x, in x's type; with `mean`, divided by the number of terms. */
function reduced(reduction: Reduction, x: TensorInfo, { axis, keepDims }: Options, mean = false): TensorInfo {
  const axes = util.parseAxisParam(axis as number[], x.shape).sort((a, b) => a - b);
  const [shape, reducedShape] = backend_util.computeOutAndReduceShapes(x.shape, axes);
  const op = REDUCTIONS.indexOf(reduction);
  let y = backend.share(x);
  for (const [i, [outer, n, inner]] of passes(x.shape, axes).entries()) {
    // Nothing is left to divide where there are no terms: such a mean is 0, as tfjs's cpu backend has it.
    const scale = mean && i === 0 ? 1 / Math.max(1, util.sizeFromShape(reducedShape)) : 1;
    const next = backend.output([outer, inner], x.dtype);
    native.reduce(op, typeCode(x.dtype), outer, n, inner, scale, handle(y), handle(next));
    backend.free(y);
    y = next;
  }
  const result = backend.share(y, keepDims ? backend_util.expandShapeToKeepDim(shape, axes) : shape);
  backend.free(y);
  return result;
}

/** Registers a reduction; `computedIn` is the type that x is converted to, which the result has. */
function reduction(
  name: string,
  run: Reduction,
  computedIn: (dtype: NumericType) => NumericType,
  { mean = false, takes = numbers }: { mean?: boolean; takes?: Takes } = {},
): void {
  kernel<{ x: TensorInfo }, Options & { reductionIndices?: Options['axis'] }>(
    name,
    ({ x }, attrs) => {
      const operand = as(x, computedIn(x.dtype as NumericType));
      const y = reduced(
        run,
        operand,
        { axis: attrs.reductionIndices ?? attrs.axis ?? null, keepDims: attrs.keepDims },
        mean,
      );
      backend.free(operand);
      return y;
    },
    takes,
  );
}

const same = (dtype: NumericType): NumericType => dtype;
const atLeastInt = (dtype: NumericType): NumericType => (dtype === 'bool' ? 'int32' : dtype);

reduction('Sum', 'sum', atLeastInt);
reduction('Mean', 'sum', () => 'float32', { mean: true });
reduction('Prod', 'product', atLeastInt);
reduction('Max', 'max', same);
reduction('Min', 'min', same);
reduction('All', 'min', same, { takes: boolsOnly });
reduction('Any', 'max', same, { takes: boolsOnly });

for (const name of ['ArgMax', 'ArgMin']) {
  kernel<{ x: TensorInfo }, { axis: number }>(name, ({ x }, { axis }) => {
    const [along] = util.parseAxisParam(axis, x.shape);
    const y = backend.output(x.shape.toSpliced(along!, 1), 'int32');
    native.arg(name === 'ArgMax', typeCode(x.dtype), ...split(x.shape, along!), handle(x), handle(y));
    return y;
  });
}

kernel<{ x: TensorInfo }, CumsumAttrs>('Cumsum', ({ x }, { axis, exclusive, reverse }) => {
  const operand = as(x, atLeastInt(x.dtype as NumericType));
  const [along] = util.parseAxisParam(axis, x.shape);
  const y = backend.output(x.shape, operand.dtype);
  native.cumulate(typeCode(y.dtype), ...split(x.shape, along!), exclusive, reverse, handle(operand), handle(y));
  backend.free(operand);
  return y;
});
