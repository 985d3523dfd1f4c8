import type { Conv } from '../../layers/types.ts';
import { asConv, isConv } from '../as-conv.ts';
import { composed, composedArrays } from '../compose.ts';
import { isPointwise } from '../kernels.ts';
import type { Rule } from '../rule.ts';
import type { Term } from '../term.ts';

/** A rule that composes two convs, or leaves seen as convs, where `mine` holds of the pair. */
export const composition = (name: string, mine: (a: Term<Conv>, b: Term<Conv>, vector: boolean) => boolean): Rule => ({
  name,
  arity: 2,
  weighed: true,
  takesConvs: true,
  precondition: ([first, second]) => {
    if (first === undefined || second === undefined) return undefined;
    const [a, b] = [asConv(first), asConv(second)];
    if (a === undefined || b === undefined) return undefined;
    if (!isConv(a)) return a;
    if (!isConv(b)) return b;
    const vector = first.input.length === 1;
    return mine(a, b, vector) ? composed(a, b, vector) : undefined;
  },
  algebra: ([first, second], layer) =>
    composedArrays(asConv(first!) as Term<Conv>, asConv(second!) as Term<Conv>, layer),
});

/** linear · linear → linear, as matrices (fold rule 9). */
export const linearLinear = composition('linear · linear', (_a, _b, vector) => vector);

/** conv 1×1 · conv K×K → conv K×K, unless the second pads a bias of the first (fold rule 2). */
export const pointwiseConv = composition('pointwise · conv', (a, _b, vector) => !vector && isPointwise(a));

/** conv K×K · conv 1×1 → conv K×K (fold rule 3). */
export const convPointwise = composition(
  'conv · pointwise',
  (a, b, vector) => !vector && !isPointwise(a) && isPointwise(b),
);

/** Two kernels larger than one tap → conv of k_A + (k_B − 1)·s_A taps, if the second pads nothing (fold rule 4). */
export const convConv = composition('conv · conv', (a, b, vector) => !vector && !isPointwise(a) && !isPointwise(b));
