/** Norms, scales and fixed lines. */
import { runningAffine } from '../../../layers/leaves/batch-norm.ts';
import { ndarray } from '../../../ndarray.ts';
import { isUnpadded } from '../../../shape.ts';
import { channelAxis, perChannel } from '../layout.ts';
import { bordered, type Op, scalar } from './op.ts';

/** A border is zeros before the norm: the norm makes of them what our border is filled with. */
export const batchNorm: Op<'batchNorm'> = (node, x, scope) => {
  const { layer, input } = node;
  if (channelAxis(input) !== 1) {
    const { factor, shift } = runningAffine(node, scope.param);
    const shape = [factor.length];
    const scaled = scope.add('Mul', [x, scope.floats('factor', { shape, data: factor })], {}, 'scaled');
    return scope.add('Add', [scaled, scope.floats('shift', { shape, data: shift })]);
  }
  const { border } = layer;
  const padded = border === undefined || isUnpadded(border) ? x : bordered(x, border, scope, { part: 'border' });
  const statistics = ['gamma', 'beta', 'mean', 'variance'].map(name => scope.floats(name, scope.param(name)));
  return scope.add('BatchNormalization', [padded, ...statistics], { epsilon: { float: layer.eps } });
};

export const instanceNorm: Op<'instanceNorm'> = ({ layer, input }, x, scope) => {
  const channels = [input.at(-1)!];
  const gamma = layer.affine ? scope.param('gamma') : ndarray(channels, () => 1);
  const beta = layer.affine ? scope.param('beta') : ndarray(channels);
  return scope.add('InstanceNormalization', [x, scope.floats('gamma', gamma), scope.floats('beta', beta)], {
    epsilon: { float: layer.eps },
  });
};

export const scale: Op<'scale'> = ({ layer, input }, x, scope) => {
  const factor = scope.param('factor');
  return scope.add('Mul', [x, scope.floats('factor', layer.per === 'channel' ? perChannel(factor, input) : factor)]);
};

export const affine: Op<'affine'> = ({ layer }, x, scope) => {
  const scaled = scope.add('Mul', [x, scope.floats('factor', scalar(layer.factor))], {}, 'scaled');
  return scope.add('Add', [scaled, scope.floats('offset', scalar(layer.offset))]);
};
