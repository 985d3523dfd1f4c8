/** Activations. */
import type { ActivationName } from '../../../layers/types.ts';
import type { Scope } from '../graph.ts';
import { channelAxis } from '../layout.ts';
import { type Op, scalar } from './op.ts';

type Curve = (x: string, scope: Scope, slope: number) => string;

const CURVES: { readonly [F in Exclude<ActivationName, 'softmax'>]: Curve } = {
  relu: (x, { add }) => add('Relu', [x]),
  relu6: (x, { add, floats }) => add('Clip', [x, floats('least', scalar(0)), floats('most', scalar(6))]),
  leakyRelu: (x, { add }, slope) => add('LeakyRelu', [x], { alpha: { float: slope } }),
  sigmoid: (x, { add }) => add('Sigmoid', [x]),
  tanh: (x, { add }) => add('Tanh', [x]),
  silu: (x, { add }) => add('Mul', [x, add('Sigmoid', [x], {}, 'gate')]),
  /** x·(1 + erf(x/√2))/2: the operator Gelu is of a later version. */
  gelu: (x, { add, floats }) => {
    const erf = add('Erf', [add('Mul', [x, floats('inverse', scalar(Math.SQRT1_2))], {}, 'scaled')], {}, 'erf');
    const raised = add('Add', [erf, floats('one', scalar(1))], {}, 'raised');
    const half = add('Mul', [x, floats('half', scalar(0.5))], {}, 'halved');
    return add('Mul', [half, raised]);
  },
  hardSigmoid: (x, { add }) => add('HardSigmoid', [x], { alpha: { float: 1 / 6 }, beta: { float: 0.5 } }),
  hardSwish: (x, { add }) => add('HardSwish', [x]),
};

export const activation: Op<'activation'> = ({ layer: { fn, slope = 0.01 }, input }, x, scope) =>
  fn === 'softmax' ? scope.add('Softmax', [x], { axis: channelAxis(input) }) : CURVES[fn](x, scope, slope);
