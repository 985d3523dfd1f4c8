/** LeNet-300-100 and LeNet-5 (LeCun et al. 1998), in the shapes that pruning papers measure themselves by (Han et al. 2015). */
import { type ConvOptions, chain, conv, flatten, linear, maxPool, relu } from '../layers/build.ts';
import type { Initializer, Layer } from '../layers/types.ts';
import { type Catalogue, MNIST } from './catalogue.ts';

/** Glorot and Bengio 2010: uniform in ±√(6/(fanIn + fanOut)); biases begin at zero. */
const GLOROT: { readonly kernel: Initializer; readonly bias: Initializer } = {
  kernel: { kind: 'scaledUniform', gain: 1, fan: 'mean' },
  bias: { kind: 'constant', value: 0 },
};

const dense = (out: number): Layer => linear(out, { init: GLOROT });
const VALID: ConvOptions = { pad: 0, bias: true, init: GLOROT };

/** Three linear layers: [28, 28, 1] → [classes]. */
export const leNet300 = (classes = 10): Layer =>
  chain({
    flatten: flatten(),
    linear1: dense(300),
    relu1: relu(),
    linear2: dense(100),
    relu2: relu(),
    linear3: dense(classes),
  });

/** Caffe's form: 5×5 layers of 20 and 50 filters without borders, each pooled by 2, then 500 units: [28, 28, 1] → [classes]. */
export const leNet5 = (classes = 10): Layer =>
  chain({
    conv1: conv(20, 5, VALID),
    relu1: relu(),
    pool1: maxPool(2),
    conv2: conv(50, 5, VALID),
    relu2: relu(),
    pool2: maxPool(2),
    flatten: flatten(),
    linear1: dense(500),
    relu3: relu(),
    linear2: dense(classes),
  });

/** LeNets by name. */
export const leNets: Catalogue = {
  'lenet-300-100': {
    description: 'LeNet-300-100 for MNIST: three linear layers',
    input: MNIST,
    build: ({ classes } = {}) => leNet300(classes),
  },
  'lenet-5': {
    description: 'LeNet-5 for MNIST: 20 and 50 filters, 500 units',
    input: MNIST,
    build: ({ classes } = {}) => leNet5(classes),
  },
};
