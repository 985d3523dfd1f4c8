/**
 * Table 1: how fast convolutions of different kernel sizes run for the arithmetic they do.
 *   npx refold reproduce repvgg --table table-1
 * Trains nothing. Four convolutions are timed against the 1×1: 5 rounds at quick, 7 of larger ones at standard.
 * Comes out: multiply-adds that equal the paper's, multiply-adds per second relative to 1×1, and whether 3×3 is the densest.
 */
import { count } from '@refold/core/cost';
import { conv } from '@refold/core/layers';
import { compute, defineTable, exact, greater, ratio } from '@refold/lab';

const at = (channels: number, side: number, batchSize: number, rounds: number) => ({
  channels,
  side,
  batchSize,
  rounds,
  network: `one convolution, ${channels} channels, ${side}×${side}, batch ${batchSize}`,
});
type KernelSettings = ReturnType<typeof at>;
const PAPER = at(2048, 56, 32, 10);

/** A pass over a batch; its work is in multiply-adds. */
function convolution(kernel: number, { channels, side, batchSize }: KernelSettings) {
  const layer = conv(channels, kernel);
  const input = [side, side, channels];
  return { layer, input, batchSize, work: batchSize * count(layer, input).total.macs };
}

export default defineTable<KernelSettings>({
  title: 'Speed of convolutions by kernel size',
  printed: 'table1_conv-kernel-speed.csv',
  scales: { smoke: at(16, 8, 1, 1), quick: at(256, 28, 1, 5), standard: at(256, 56, 4, 7), paper: PAPER },
  columns: {
    theoretical_flops: exact({ heading: 'Multiply-adds', unit: 'G', rounding: 'truncate' }),
    theoretical_tflops: ratio({ heading: 'Multiply-adds per second', to: '1x1' }),
  },
  rows: [1, 3, 5, 7].map(kernel => ({
    name: `${kernel}x${kernel}`,
    bench: settings => convolution(kernel, settings),
    cells: { theoretical_flops: compute(() => convolution(kernel, PAPER).work) },
  })),
  claims: ['1x1', '5x5', '7x7'].map(other =>
    greater('3x3', other, 'theoretical_tflops', {
      sentence: `A 3×3 convolution computes more densely than a ${other.replace('x', '×')} one.`,
      source: 'table 1 and section 3.1',
    }),
  ),
  deviations: [
    "The paper's 5x5 row prints 10.57 TFLOPS where its own time gives 10.06.",
    'The paper times a GPU with cuDNN, whose 3×3 kernels use Winograd; speeds here are those of this backend.',
    'Below --scale paper the convolution that is timed has fewer channels, a smaller map and a smaller batch.',
  ],
});
