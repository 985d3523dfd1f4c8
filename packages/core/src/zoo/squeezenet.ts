/** SqueezeNet 1.0 (Iandola et al. 2016, arXiv 1602.07360, table 1), with the paddings and poolings of its Caffe release. */
import {
  type ConvOptions,
  chain,
  concat,
  conv,
  dropout,
  flatten,
  globalAvgPool,
  maxPool,
  relu,
} from '../layers/build.ts';
import type { Chain, Layer } from '../layers/types.ts';
import type { Catalogue } from './catalogue.ts';

/** Layers up to the last fire module: [227, 227, 3] → [13, 13, 512]. Children have the paper's names: conv1, pool1, fire2, ..., fire9. */
export const squeezeNetBackbone = (): Chain =>
  chain({
    conv1: convRelu(96, 7, { stride: 2, pad: 0 }),
    pool1: halve(),
    fire2: fire(16, 64),
    fire3: fire(16, 64),
    fire4: fire(32, 128),
    pool4: halve(),
    fire5: fire(32, 128),
    fire6: fire(48, 192),
    fire7: fire(48, 192),
    fire8: fire(64, 256),
    pool8: halve(),
    fire9: fire(64, 256),
  });

/** The classifier: [227, 227, 3] → [classes], default 1000. A 1×1 convolution gives a map of each class, whose mean is its logit. */
export const squeezeNet = (classes = 1000): Layer =>
  chain({
    backbone: squeezeNetBackbone(),
    head: chain({
      dropout: dropout(0.5),
      conv10: convRelu(classes, 1, { pad: 1 }),
      pool: globalAvgPool(),
      flatten: flatten(),
    }),
  });

/** Section 3.2: a squeeze to few channels by 1×1, and as many channels by 1×1 as by 3×3 out of these, side by side. */
const fire = (squeezed: number, expanded: number): Layer =>
  chain({
    squeeze: convRelu(squeezed, 1),
    expand: concat({ e1x1: convRelu(expanded, 1), e3x3: convRelu(expanded, 3) }),
  });

const convRelu = (out: number, kernel: number, options: ConvOptions = {}): Layer =>
  chain({ conv: conv(out, kernel, { ...options, bias: true }), relu: relu() });

/** 3×3 with a stride of 2. Caffe rounds the number of windows up: the last one may reach beyond the map by one row or column. */
const halve = (): Layer => maxPool(3, { stride: 2, pad: [0, 1, 0, 1] });

/** SqueezeNet by name. */
export const squeezeNets: Catalogue = {
  squeezenet: {
    description: 'SqueezeNet 1.0',
    input: [227, 227, 3],
    build: ({ classes } = {}) => squeezeNet(classes),
  },
};
