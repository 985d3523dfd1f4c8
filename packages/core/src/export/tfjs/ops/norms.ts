/** Norms, scales, fixed lines, and rounding to bytes' values. */
import { runningAffine } from '../../../layers/leaves/batch-norm.ts';
import { MOST } from '../../../layers/leaves/quantize.ts';
import { padded, type TfjsOp } from './op.ts';

/** A border is zeros before the norm: the norm makes of them what our border is filled with. */
export const batchNorm: TfjsOp<'batchNorm'> = (node, x, scope) => {
  const { layer, input } = node;
  const { add, floats, param } = scope;
  if (input.length === 3) {
    const map = padded(x, layer.border ?? [0, 0, 0, 0], 0, scope);
    const statistics = ['gamma', 'beta', 'mean', 'variance'].map(name => floats(name, param(name)));
    return add('FusedBatchNormV3', [map, ...statistics], { epsilon: { f: layer.eps }, is_training: { b: false } });
  }
  const { factor, shift } = runningAffine(node, param);
  const shape = [factor.length];
  const scaled = add('Mul', [x, floats('factor', { shape, data: factor })], {}, 'scaled');
  return add('AddV2', [scaled, floats('shift', { shape, data: shift })]);
};

export const instanceNorm: TfjsOp<'instanceNorm'> = ({ layer }, x, { add, floats, integers, number, param }) => {
  const places = integers('places', [1, 2]);
  const mean = (of: string, part: string) => add('Mean', [of, places], { keep_dims: { b: true } }, part);
  const centred = add('Sub', [x, mean(x, 'mean')], {}, 'centred');
  const variance = mean(add('Square', [centred], {}, 'squares'), 'variance');
  const raised = add('AddV2', [variance, number('eps', layer.eps)], {}, 'raised');
  const inverse = add('Rsqrt', [raised], {}, 'inverse');
  if (!layer.affine) return add('Mul', [centred, inverse]);
  const normal = add('Mul', [centred, inverse], {}, 'normal');
  const scaled = add('Mul', [normal, floats('gamma', param('gamma'))], {}, 'scaled');
  return add('AddV2', [scaled, floats('beta', param('beta'))]);
};

export const scale: TfjsOp<'scale'> = (_, x, { add, floats, param }) =>
  add('Mul', [x, floats('factor', param('factor'))]);

export const affine: TfjsOp<'affine'> = ({ layer }, x, { add, number }) =>
  add('AddV2', [add('Mul', [x, number('factor', layer.factor)], {}, 'scaled'), number('offset', layer.offset)]);

/** TensorFlow.js has no tensors of bytes: what they would hold, as floats. */
export const quantize: TfjsOp<'quantize'> = ({ layer: { scale, zero } }, x, { add, number }) => {
  const steps = add('Round', [add('RealDiv', [x, number('scale', scale)], {}, 'divided')], {}, 'steps');
  const above = add('Maximum', [steps, number('least', -zero)], {}, 'above');
  const within = add('Minimum', [above, number('most', MOST - zero)], {}, 'within');
  return add('Mul', [within, number('step', scale)]);
};
