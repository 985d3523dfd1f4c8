/** The multiply-adds that the sheet worked out for the published widths. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { count } from '@refold/core/cost';
import { HOSTS, type Host, models, RESNET_WIDTHS, VGG_WIDTHS, withWidths } from 'aofp';
import { parse } from 'csv-parse/sync';
import { expect, it } from 'vitest';

const file = fileURLToPath(
  new URL('../../../experiments/aofp/paper/tableC1_computed-flops-params.csv', import.meta.url),
);
const printed: readonly Record<'row' | 'column' | 'value', string>[] = parse(readFileSync(file), { columns: true });
const macsOf = (row: string): number =>
  Number(printed.find(line => line.row === row && line.column === 'FLOPs')!.value);

it.each([
  ['VGG CIFAR-10', HOSTS.vgg],
  ['VGG CIFAR-10 1.5x width (FC 512)', HOSTS['vgg-1.5x']],
  ['VGG CIFAR-10 uniform 0.63 width (ceil)', HOSTS['vgg-uniform']],
  ['ResNet-50 v1', HOSTS['resnet-50']],
  ['ResNet-50 v1 internals 1.25x', HOSTS['resnet-50-1.25x']],
  ['ResNet-101 v1', HOSTS['resnet-101']],
  ['ResNet-152 v1', HOSTS['resnet-152']],
] satisfies [string, Host][])('%s', (row, { build, input }) => {
  expect(count(build(), input).total.macs).toBe(macsOf(row));
});

it.each([
  ...Object.entries(VGG_WIDTHS).map(([name, widths]) => [`VGG CIFAR-10 AOFP-${name}`, HOSTS.vgg, widths] as const),
  ...Object.entries(RESNET_WIDTHS).map(
    ([name, widths]) => [`ResNet-152 AOFP-${name}`, HOSTS['resnet-152'], widths] as const,
  ),
])('%s', (name, host, widths) => {
  expect(count(withWidths(host, widths), host.input).total.macs).toBe(macsOf(`${name} widths of figure 4`));
});

it('widths must be as many as layers', () => {
  expect(() => withWidths(HOSTS.vgg, [1, 2])).toThrow('2 widths were given for 13 layers');
});

it('the catalogue builds networks for other classes too', () => {
  const { build, input } = models['vgg-16-cifar-aofp-a3']!;
  expect(count(build({ classes: 7 }), input).total.macs).toBe(count(build(), input).total.macs - 3 * 512);
});
