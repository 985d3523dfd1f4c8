/** Leaves seen as convolutions: what a neighbour or a sibling needs to join them. */
import { conv } from '../layers/build.ts';
import type { Conv } from '../layers/types.ts';
import { isPlan, type Refused, type Rule, type Verdict } from './rule.ts';
import { avgPoolAsConv } from './rules/avg-pool.ts';
import { identityAsConv, padAsConv, scaleAsConv } from './rules/identity.ts';
import { normAsConv } from './rules/norm-alone.ts';
import { is, type Term } from './term.ts';

/** Rules that turn one leaf into a conv, for the sake of another. */
export const FORMS: readonly Rule[] = [normAsConv, identityAsConv, padAsConv, scaleAsConv, avgPoolAsConv];

/** The rule by which a leaf that is no conv becomes one, with its verdict. */
export function formOf(term: Term): readonly [rule: Rule, verdict: Verdict] | undefined {
  for (const rule of FORMS) {
    const verdict = rule.precondition([term]);
    if (verdict) return [rule, verdict];
  }
  return undefined;
}

/**
 * A leaf as a conv on a map; a linear layer is a 1×1 conv, and a vector a 1×1 map. Refused where it is linear but
 * no convolution; undefined where it is neither.
 */
export function asConv(term: Term): Term<Conv> | Refused | undefined {
  if (is(term, 'conv')) return term;
  const seen = onMap(term);
  if (is(seen, 'conv')) return seen;
  const form = formOf(seen);
  if (form === undefined) return undefined;
  const [rule, verdict] = form;
  if (!isPlan(verdict)) return verdict;
  return { ...seen, layer: verdict.layer as Conv, arrays: rule.algebra([seen], verdict.layer) };
}

/** Every term as a conv, or undefined if one of them isn't. */
export function allAsConvs(terms: readonly Term[]): readonly Term<Conv>[] | undefined {
  const convs = terms.map(asConv).filter(isConv);
  return convs.length === terms.length ? convs : undefined;
}

export const isConv = (seen: Term<Conv> | Refused | undefined): seen is Term<Conv> =>
  seen !== undefined && 'layer' in seen;

function onMap(term: Term): Term {
  if (term.input.length !== 1 || term.output.length !== 1) return term;
  const map = { ...term, input: [1, 1, term.input[0]!], output: [1, 1, term.output[0]!] };
  if (!is(term, 'linear')) return map;
  const { kernel, bias } = term.arrays;
  const arrays = {
    kernel: { shape: [1, 1, ...kernel!.shape], data: kernel!.data },
    ...(bias === undefined ? {} : { bias }),
  };
  return { ...map, layer: conv(term.layer.out, 1, { bias: term.layer.bias }), arrays };
}
