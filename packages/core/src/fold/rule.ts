/** What a folding rule is. */
import type { Leaf } from '../layers/types.ts';
import type { Arrays, Term } from './term.ts';

/** The rule holds: its terms become this leaf. */
export interface Plan {
  readonly layer: Leaf;
  /** Terms of no cost that go on standing before the leaf, under their paths. */
  readonly before?: readonly Term[];
  /** The same, after the leaf. */
  readonly after?: readonly Term[];
}
/** The terms are linear and next to each other, yet can't become one leaf. */
export interface Refused {
  readonly reason: string;
}
/** `undefined`: the rule has nothing to say of these terms. */
export type Verdict = Plan | Refused | undefined;

/**
 * A rewriting of `arity` neighbours of a chain, or of siblings (`'any'` number of them) under a sum or concat.
 * The precondition looks at shapes and geometry only, so that a plan can be weighed before its algebra is paid for;
 * the algebra is float64.
 */
export interface Rule {
  readonly name: string;
  readonly arity: number | 'any';
  /**
   * The leaf can cost more than its terms (two thin kernels make a thick one), so it is taken only if it doesn't, or
   * when asked.
   */
  readonly weighed?: true;
  /** Terms that aren't convs are first turned into one, which is a rule of its own. */
  readonly takesConvs?: true;
  readonly precondition: (terms: readonly Term[]) => Verdict;
  readonly algebra: (terms: readonly Term[], layer: Leaf) => Arrays;
}

/** Whether the rule holds. */
export const isPlan = (verdict: Verdict): verdict is Plan => verdict !== undefined && 'layer' in verdict;
/** Whether the rule names a reason against. */
export const isRefused = (verdict: Verdict): verdict is Refused => verdict !== undefined && 'reason' in verdict;
