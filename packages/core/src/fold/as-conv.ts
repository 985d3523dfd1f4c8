/** Leaves seen as convolutions: what a neighbour or a sibling needs to join them. */
import { conv } from '../layers/build.ts';
import type { Conv, LinearKind } from '../layers/types.ts';
import type { ConvShape } from './conv-shape.ts';
import { isPlan, type Refused, type Rule, type Verdict } from './rule.ts';
import { avgPoolAsConv } from './rules/avg-pool.ts';
import { identityAsConv, padAsConv, scaleAsConv } from './rules/identity.ts';
import { normAsConv } from './rules/norm-alone.ts';
import { is, type Term } from './term.ts';

/** The rule that turns a linear leaf into a conv for the sake of another; null where it is one already, or can't be. */
const FORMS: { readonly [O in LinearKind]: Rule | null } = {
  conv: null,
  linear: null, // a 1×1 conv, as it stands
  convTranspose: null,
  spatialLinear: null,
  batchNorm: normAsConv,
  scale: scaleAsConv,
  affine: scaleAsConv,
  identity: identityAsConv,
  pad: padAsConv,
  avgPool: avgPoolAsConv,
  globalAvgPool: null,
  dropout: null,
  flatten: null,
  reshape: null,
  permute: null,
  slice: null,
  reflectionPad: null,
  upsample: null,
};

/**
 * A leaf as a conv on a map; a linear layer is a 1×1 conv, and a vector a 1×1 map. Refused where it is linear but
 * no convolution; undefined where it is neither.
 */
export function convShape(term: Term): ConvShape | Refused | undefined {
  if (is(term, 'conv')) return term;
  const seen = onMap(term);
  if (is(term, 'linear')) return { ...seen, layer: conv(term.layer.out, 1, { bias: term.layer.bias }) };
  const [, verdict] = formOf(seen) ?? [];
  return isPlan(verdict) ? { ...seen, layer: verdict.layer as Conv } : verdict;
}

/** The same with its numbers, of a leaf that has such a shape. */
export function asConv(term: Term): Term<Conv> {
  if (is(term, 'conv')) return term;
  const { layer, input, output } = convShape(term) as ConvShape;
  const seen = { ...term, layer, input, output };
  if (!is(term, 'linear')) return { ...seen, arrays: formOf(onMap(term))![0].algebra([term], layer) };
  const { data, shape } = term.arrays.kernel!;
  return { ...seen, arrays: { ...term.arrays, kernel: { data, shape: [1, 1, ...shape] } } };
}

/** The rule by which a leaf that isn't a conv becomes one, with its verdict. */
export function formOf(term: Term): readonly [rule: Rule, verdict: Verdict] | undefined {
  const { op } = term.layer;
  const rule = Object.hasOwn(FORMS, op) ? FORMS[op as LinearKind] : null;
  const verdict = rule?.precondition([term]);
  return rule && verdict ? [rule, verdict] : undefined;
}

/** Every term as a conv, or undefined if one of them isn't. */
export function allConvShapes(terms: readonly Term[]): readonly ConvShape[] | undefined {
  const convs = terms.map(convShape).filter(isConvShape);
  return convs.length === terms.length ? convs : undefined;
}

/** Whether a leaf has the form of a conv. */
export const isConvShape = (seen: ConvShape | Refused | undefined): seen is ConvShape =>
  seen !== undefined && 'layer' in seen;

const onMap = (term: Term): Term =>
  term.input.length === 1 && term.output.length === 1
    ? { ...term, input: [1, 1, term.input[0]!], output: [1, 1, term.output[0]!] }
    : term;
