/** MobileNetV2 (Sandler et al. 2018, arXiv 1801.04381, table 2), with TensorFlow's "same" padding as its authors trained it. */
import { batchNorm, chain, conv, relu6 } from '../layers/build.ts';
import type { Chain, Layer } from '../layers/types.ts';
import { type Catalogue, IMAGENET } from './catalogue.ts';
import { type BlockRow, invertedResiduals, type Unit } from './inverted-residual.ts';
import { poolAndClassify } from './parts.ts';

/** Classes of a MobileNetV2, and whether it has norms. */
export interface MobileNetV2Options {
  /** Default 1000. */
  readonly classes?: number;
  /** Batch norms folded into their convolutions, which have a bias instead: the form in which weights for inference are published. Default false. */
  readonly folded?: boolean;
}

const row = (expansion: number, out: number, repeats: number, stride: number): BlockRow => ({
  kernel: 3,
  expansion,
  out,
  repeats,
  stride,
});

const ROWS: readonly BlockRow[] = [
  row(1, 16, 1, 1),
  row(6, 24, 2, 2),
  row(6, 32, 3, 2),
  row(6, 64, 4, 2),
  row(6, 96, 3, 1),
  row(6, 160, 3, 2),
  row(6, 320, 1, 1),
];

/** MobileNetV2 of width 1 before global pooling: [h, w, 3] → [h/32, w/32, 1280] for sides that divide by 32. */
export const mobileNetV2Backbone = ({ folded = false }: Pick<MobileNetV2Options, 'folded'> = {}): Chain =>
  invertedResiduals({ stem: 32, rows: ROWS, last: 1280, unit: unitOf(folded) });

/** The classifier: [224, 224, 3] → [classes]. */
export const mobileNetV2 = ({ classes = 1000, folded = false }: MobileNetV2Options = {}): Layer =>
  chain({ backbone: mobileNetV2Backbone({ folded }), head: poolAndClassify(classes) });

const unitOf =
  (folded: boolean): Unit =>
  (out, kernel, { linear = false, ...options }) =>
    chain({
      conv: conv(out, kernel, { ...options, bias: folded }),
      ...(folded ? {} : { norm: batchNorm() }),
      ...(linear ? {} : { relu6: relu6() }),
    });

/** MobileNetV2 by name. */
export const mobileNetV2s: Catalogue = {
  'mobilenet-v2': {
    description: 'MobileNetV2 of width 1',
    input: IMAGENET,
    build: options => mobileNetV2(options),
  },
  'mobilenet-v2-folded': {
    description: 'MobileNetV2 of width 1, its norms folded into convolutions with a bias',
    input: IMAGENET,
    build: options => mobileNetV2({ ...options, folded: true }),
  },
};
