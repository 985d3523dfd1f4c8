/**
 * Not printed in the paper: costs of its networks at every width that its authors used.
 *   npx refold reproduce csgd --table extra-counts
 * Seconds at every scale: nothing is trained or timed.
 * Comes out: counts to the unit, which equal those of the authors' code.
 */
import { count, kernelWeights } from '@refold/core/cost';
import { compute, defineTable, exact } from '@refold/lab';
import { growths, HOSTS, type Host, internals, trimmedLayer, type Widths } from 'csgd';

const WHOLE: Widths = { keep: 1 };
const SHARES = { '13/16': 13 / 16, '11/16': 11 / 16, '5/8': 5 / 8 };
const CIFAR_HOSTS = {
  'ResNet-56': HOSTS['resnet-56'],
  'ResNet-110': HOSTS['resnet-110'],
  'ResNet-164 (basic blocks)': HOSTS['resnet-164'],
};
const IMAGENET_HOSTS = { 'ResNet-50 v1': HOSTS['resnet-50'], 'ResNet-50 v1.5': HOSTS['resnet-50-v1.5'] };
const FILTERS: readonly (readonly [number, number, number])[] = [
  [3, 3, 3],
  [6, 6, 6],
  [5, 8, 10],
];

const row = (name: string, host: Host, widths: Widths) => {
  const layer = () => trimmedLayer(host, widths);
  const macs = (): number => count(layer(), host.input).total.macs;
  const kernels = (): number => kernelWeights(layer(), host.input);
  const whole = host.build();
  return {
    name,
    cells: {
      macs: compute(macs),
      kernels: compute(kernels),
      params: compute(() => count(layer(), host.input).total.params),
      ...(widths !== WHOLE && {
        saved: compute(() => 1 - macs() / count(whole, host.input).total.macs),
        savedKernels: compute(() => 1 - kernels() / kernelWeights(whole, host.input)),
      }),
    },
  };
};

export default defineTable({
  title: 'Extra: costs to the unit',
  printed: 'tableC1_computed-flops-params.csv',
  scales: { smoke: {} },
  columns: {
    macs: exact({ heading: 'Multiply-adds', printed: 'FLOPs' }),
    kernels: exact({ heading: 'Weights of kernels', printed: 'kernel weights' }),
    params: exact({ heading: 'Parameters', printed: 'trainable params incl. BN gamma/beta and FC bias' }),
    saved: exact({ heading: 'Multiply-adds saved', printed: 'FLOPs reduction', unit: '%' }),
    savedKernels: exact({ heading: 'Weights saved', printed: 'kernel reduction', unit: '%' }),
  },
  rows: [
    ...Object.entries(CIFAR_HOSTS).flatMap(([name, host]) => [
      row(`${name} base`, host, WHOLE),
      ...Object.entries(SHARES).map(([share, keep]) => row(`${name} ${share}`, host, { keep })),
    ]),
    row('DenseNet-40 base', HOSTS['densenet-40'], WHOLE),
    ...FILTERS.flatMap(filters =>
      (['kept', 'shrunk'] as const).map(transitions =>
        row(
          `DenseNet-40 ${filters.join('-')} transitions ${transitions}`,
          HOSTS['densenet-40'],
          growths(filters, transitions),
        ),
      ),
    ),
    ...Object.entries(IMAGENET_HOSTS).flatMap(([name, host]) => [
      row(`${name} base`, host, WHOLE),
      ...[70, 60, 50, 40, 30].flatMap(share =>
        (['ceil', 'floor'] as const).map(rounding =>
          row(`${name} internals ${share}% ${rounding}`, host, internals(share / 100, rounding)),
        ),
      ),
    ]),
  ],
  deviations: [
    "The paper prints none of these: the values beside ours were worked out from the widths in the authors' code.",
  ],
});
