/**
 * EfficientNet-Lite (R. Liu and M. Tan, TensorFlow's release of March 2020): EfficientNet (Tan and Le 2019, arXiv 1905.11946, table 1) without
 * squeeze and excitation, with ReLU6 in the place of swish.
 */
import { batchNorm, chain, conv, dropout, flatten, globalAvgPool, linear, relu6 } from '../layers/build.ts';
import type { Chain, Layer } from '../layers/types.ts';
import { type Catalogue, IMAGENET } from './catalogue.ts';
import { type BlockRow, invertedResiduals, type Unit } from './inverted-residual.ts';

const row = (expansion: number, kernel: number, out: number, repeats: number, stride: number): BlockRow => ({
  kernel,
  expansion,
  out,
  repeats,
  stride,
});

const ROWS: readonly BlockRow[] = [
  row(1, 3, 16, 1, 1),
  row(6, 3, 24, 2, 2),
  row(6, 5, 40, 2, 2),
  row(6, 3, 80, 3, 2),
  row(6, 5, 112, 3, 1),
  row(6, 5, 192, 4, 2),
  row(6, 3, 320, 1, 1),
];

/** Section 5.2: batch norm momentum 0.99, by which TensorFlow counts what is kept; its ε there is 0.001. */
const unit: Unit = (out, kernel, { linear = false, ...options }) =>
  chain({
    conv: conv(out, kernel, options),
    norm: batchNorm({ eps: 1e-3, momentum: 0.01 }),
    ...(linear ? {} : { relu6: relu6() }),
  });

/** EfficientNet-Lite0 before global pooling: [h, w, 3] → [h/32, w/32, 1280] for sides that divide by 32. */
export const efficientNetLite0Backbone = (): Chain => invertedResiduals({ stem: 32, rows: ROWS, last: 1280, unit });

/** The classifier: [224, 224, 3] → [classes], default 1000. */
export const efficientNetLite0 = (classes = 1000): Layer =>
  chain({
    backbone: efficientNetLite0Backbone(),
    head: chain({ pool: globalAvgPool(), flatten: flatten(), dropout: dropout(0.2), linear: linear(classes) }),
  });

/** EfficientNet-Lite by name. */
export const efficientNetLites: Catalogue = {
  'efficientnet-lite0': {
    description: 'EfficientNet-Lite0',
    input: IMAGENET,
    build: ({ classes } = {}) => efficientNetLite0(classes),
  },
};
