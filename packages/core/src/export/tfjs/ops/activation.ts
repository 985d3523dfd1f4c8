/** Activations. */
import type { ActivationName } from '../../../layers/types.ts';
import type { TfjsScope } from '../graph.ts';
import type { TfjsOp } from './op.ts';

type Curve = (x: string, scope: TfjsScope, slope: number) => string;

/** min(max(x + 3, 0), 6)/6 */
const hardSigmoid = (x: string, { add, number }: TfjsScope, part?: string): string => {
  const clipped = add('Relu6', [add('AddV2', [x, number('three', 3)], {}, 'raised')], {}, 'clipped');
  return add('Mul', [clipped, number('sixth', 1 / 6)], {}, part);
};

const CURVES: { readonly [F in ActivationName]: Curve } = {
  relu: (x, { add }) => add('Relu', [x]),
  relu6: (x, { add }) => add('Relu6', [x]),
  leakyRelu: (x, { add }, slope) => add('LeakyRelu', [x], { alpha: { f: slope } }),
  sigmoid: (x, { add }) => add('Sigmoid', [x]),
  tanh: (x, { add }) => add('Tanh', [x]),
  silu: (x, { add }) => add('Mul', [x, add('Sigmoid', [x], {}, 'gate')]),
  /** x·(1 + erf(x/√2))/2 */
  gelu: (x, { add, number }) => {
    const erf = add('Erf', [add('Mul', [x, number('inverse', Math.SQRT1_2)], {}, 'scaled')], {}, 'erf');
    const raised = add('AddV2', [erf, number('one', 1)], {}, 'raised');
    return add('Mul', [add('Mul', [x, number('half', 0.5)], {}, 'halved'), raised]);
  },
  hardSigmoid: (x, scope) => hardSigmoid(x, scope),
  hardSwish: (x, scope) => scope.add('Mul', [x, hardSigmoid(x, scope, 'gate')]),
  softmax: (x, { add }) => add('Softmax', [x]),
};

export const activation: TfjsOp<'activation'> = ({ layer: { fn, slope = 0.01 } }, x, scope) =>
  CURVES[fn](x, scope, slope);
