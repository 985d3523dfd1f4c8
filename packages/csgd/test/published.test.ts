/** Every count of a trimmed network that the sheet states. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { count, kernelWeights } from '@refold/core/cost';
import { growths, HOSTS, type Host, internals, models, trimmedLayer, type Widths } from 'csgd';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';

const file = fileURLToPath(
  new URL('../../../experiments/csgd/paper/tableC1_computed-flops-params.csv', import.meta.url),
);
const printed: readonly Record<'row' | 'column' | 'value', string>[] = parse(readFileSync(file), { columns: true });
const value = (row: string, column: string): number =>
  Number(printed.find(line => line.row === row && line.column === column)!.value);

const CIFAR_HOSTS: Readonly<Record<string, Host>> = {
  'ResNet-56': HOSTS['resnet-56'],
  'ResNet-110': HOSTS['resnet-110'],
  'ResNet-164 (basic blocks)': HOSTS['resnet-164'],
};
const IMAGENET_HOSTS = { 'ResNet-50 v1': HOSTS['resnet-50'], 'ResNet-50 v1.5': HOSTS['resnet-50-v1.5'] };
const SHARES = { '13/16': 13 / 16, '11/16': 11 / 16, '5/8': 5 / 8 };

const cases: (readonly [row: string, host: Host, widths: Widths])[] = [
  ...Object.entries(CIFAR_HOSTS).flatMap(([name, host]) =>
    [['base', 1] as const, ...Object.entries(SHARES)].map(
      ([share, keep]) => [`${name} ${share}`, host, { keep }] as const,
    ),
  ),
  ['DenseNet-40 base', HOSTS['densenet-40'], { keep: 1 }],
  ...(
    [
      [3, 3, 3],
      [6, 6, 6],
      [5, 8, 10],
    ] as const
  ).flatMap(filters =>
    (['kept', 'shrunk'] as const).map(
      transitions =>
        [
          `DenseNet-40 ${filters.join('-')} transitions ${transitions}`,
          HOSTS['densenet-40'],
          growths(filters, transitions),
        ] as const,
    ),
  ),
  ...Object.entries(IMAGENET_HOSTS).flatMap(([name, host]) => [
    [`${name} base`, host, { keep: 1 }] as const,
    ...[70, 60, 50, 40, 30].flatMap(share =>
      (['ceil', 'floor'] as const).map(
        rounding => [`${name} internals ${share}% ${rounding}`, host, internals(share / 100, rounding)] as const,
      ),
    ),
  ]),
];

describe('the sheet’s counts', () => {
  it('are all here', () => {
    expect(cases.map(([row]) => row).sort()).toEqual([...new Set(printed.map(({ row }) => row))].sort());
  });

  it.each(cases)('%s', (row, host, widths) => {
    const layer = trimmedLayer(host, widths);
    const { macs, params } = count(layer, host.input).total;
    expect(macs).toBe(value(row, 'FLOPs'));
    expect(kernelWeights(layer, host.input)).toBe(value(row, 'kernel weights'));
    expect(params).toBe(value(row, 'trainable params incl. BN gamma/beta and FC bias'));
  });
});

it('the catalogue builds every trimmed network, for other classes too', () => {
  for (const { build, input } of Object.values(models)) {
    expect(count(build({ classes: 7 }), input).total.macs).toBeLessThan(count(build(), input).total.macs + 1);
  }
});
