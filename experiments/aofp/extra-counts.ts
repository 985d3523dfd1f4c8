/**
 * Not printed in the paper: costs of its networks, before pruning and at the published widths.
 *   npx refold reproduce aofp --table extra-counts
 * Seconds at every scale: nothing is trained or timed.
 * Comes out: counts to the unit.
 */
import { count, kernelWeights } from '@refold/core/cost';
import { alexNet, CIFAR, cifarResNet, IMAGENET, resnetClassifier, resnetSpecs } from '@refold/core/zoo';
import { compute, defineTable, exact, type Model } from '@refold/lab';
import { HOSTS, type Host, RESNET_WIDTHS, VGG_WIDTHS, vggHost, withWidths } from 'aofp';

const macsOf = ({ build, input }: Model): number => count(build(), input).total.macs;
const kernelsOf = ({ build, input }: Model): number => kernelWeights(build(), input);
const paramsOf = ({ build, input }: Model): number => count(build(), input).total.params;

/** What the file has of a row. */
type Column = 'macs' | 'ones' | 'all' | 'kernels' | 'kernels1000' | 'kernels1001' | 'params' | 'saved';
const HEADINGS: Readonly<Record<Column, readonly [heading: string, printed: string, unit?: string]>> = {
  macs: ['Multiply-adds', 'FLOPs'],
  ones: ['with 1×1 projections', 'FLOPs (1x1 projections)'],
  all: ['of 1,000 classes', 'conv+FC FLOPs (1000 classes)'],
  kernels: ['Weights of kernels', 'kernel weights'],
  kernels1000: ['of 1,000 classes', 'kernel weights (1000 classes)'],
  kernels1001: ['of 1,001 classes', 'kernel weights (1001 classes)'],
  params: ['Parameters', 'trainable params incl. BN affine and FC bias'],
  saved: ['Saved', 'FLOPs reduction', '%'],
};

const row = (name: string, counts: Partial<Record<Column, () => number>>) => ({
  name,
  cells: Object.fromEntries(Object.entries(counts).map(([column, value]) => [column, compute(value)])),
});
const base = (name: string, model: Model, columns: readonly ('macs' | 'kernels' | 'params')[]) => {
  const counts = { macs: () => macsOf(model), kernels: () => kernelsOf(model), params: () => paramsOf(model) };
  return row(name, Object.fromEntries(columns.map(column => [column, counts[column]])));
};
const narrower = (name: string, host: Host, model: Model, kernels = true) =>
  row(name, {
    macs: () => macsOf(model),
    saved: () => 1 - macsOf(model) / macsOf(host),
    ...(kernels && { kernels: () => kernelsOf(model) }),
  });
const at = (host: Host, widths: readonly number[]): Model => ({
  input: host.input,
  build: () => withWidths(host, widths),
});

const { vgg, 'resnet-152': r152 } = HOSTS;
const r56: Model = { input: CIFAR, build: () => cifarResNet(56, { shortcut: 'projection' }) };
const r50v15: Model = { input: IMAGENET, build: () => resnetClassifier(resnetSpecs['resnet-50-v1.5']) };
const alex = (classes: number): Model => ({ input: IMAGENET, build: () => alexNet(classes) });

export default defineTable({
  title: 'Extra: costs to the unit',
  printed: 'tableC1_computed-flops-params.csv',
  scales: { smoke: {} },
  columns: Object.fromEntries(
    Object.entries(HEADINGS).map(([column, [heading, printed, unit = '']]) => [
      column,
      exact({ heading, printed, unit }),
    ]),
  ),
  rows: [
    base('VGG CIFAR-10', vgg, ['macs', 'kernels', 'params']),
    narrower('VGG CIFAR-10 1/2 width', vgg, vggHost(1 / 2), false),
    narrower('VGG CIFAR-10 1/4 width', vgg, vggHost(1 / 4), false),
    base('VGG CIFAR-10 1.5x width (FC 512)', HOSTS['vgg-1.5x'], ['macs', 'kernels']),
    base('VGG CIFAR-10 uniform 0.63 width (ceil)', HOSTS['vgg-uniform'], ['macs']),
    base('VGG CIFAR-10 uniform 0.69 width (ceil)', vggHost(0.69), ['macs']),
    ...Object.entries(VGG_WIDTHS).map(([name, widths]) =>
      narrower(`VGG CIFAR-10 AOFP-${name} widths of figure 4`, vgg, at(vgg, widths)),
    ),
    row('ResNet-56', { ones: () => macsOf(r56), kernels: () => kernelsOf(r56), params: () => paramsOf(r56) }),
    row('AlexNet 64-192-384-384-256', {
      all: () => macsOf(alex(1000)),
      kernels1000: () => kernelsOf(alex(1000)),
      kernels1001: () => kernelsOf(alex(1001)),
    }),
    base('ResNet-50', HOSTS['resnet-50'], ['kernels', 'params']),
    base('ResNet-50 v1', HOSTS['resnet-50'], ['macs']),
    base('ResNet-50 v1.5', r50v15, ['macs']),
    base('ResNet-50 v1 internals 1.25x', HOSTS['resnet-50-1.25x'], ['macs', 'kernels']),
    base('ResNet-101 v1', HOSTS['resnet-101'], ['macs', 'kernels']),
    base('ResNet-152 v1', r152, ['macs', 'kernels']),
    ...Object.entries(RESNET_WIDTHS).map(([name, widths]) =>
      narrower(`ResNet-152 AOFP-${name} widths of figure 4`, r152, at(r152, widths)),
    ),
  ],
  deviations: [
    "The paper prints none of these: the values beside ours were worked out from the widths of figure 4 and of the authors' code.",
  ],
});
