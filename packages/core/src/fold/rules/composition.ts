import { asConv, convShape, isConvShape } from '../as-conv.ts';
import { composed, composedArrays } from '../compose.ts';
import type { ConvShape } from '../conv-shape.ts';
import { isPointwise } from '../kernels.ts';
import type { Rule } from '../rule.ts';

/** A rule that composes two convs, or leaves seen as convs, where `mine` holds of the pair. */
const composition = (name: string, mine: (a: ConvShape, b: ConvShape, vector: boolean) => boolean): Rule => ({
  name,
  arity: 2,
  weighed: true,
  takesConvs: true,
  precondition: ([first, second]) => {
    if (first === undefined || second === undefined) return undefined;
    const [a, b] = [convShape(first), convShape(second)];
    if (a === undefined || b === undefined) return undefined;
    if (!isConvShape(a)) return a;
    if (!isConvShape(b)) return b;
    const vector = first.input.length === 1;
    return mine(a, b, vector) ? composed(a, b, vector) : undefined;
  },
  algebra: ([first, second], layer) => composedArrays(asConv(first!), asConv(second!), layer),
});

/** linear · linear → linear, as matrices. */
export const linearLinear = composition('linear · linear', (_a, _b, vector) => vector);

/** conv 1×1 · conv K×K → conv K×K, unless the second pads a bias of the first. */
export const pointwiseConv = composition('pointwise · conv', (a, _b, vector) => !vector && isPointwise(a));

/** conv K×K · conv 1×1 → conv K×K. */
export const convPointwise = composition(
  'conv · pointwise',
  (a, b, vector) => !vector && !isPointwise(a) && isPointwise(b),
);

/** Two kernels larger than one tap → conv of k_A + (k_B − 1)·s_A taps, if the second pads nothing. */
export const convConv = composition('conv · conv', (a, b, vector) => !vector && !isPointwise(a) && !isPointwise(b));
