/** Every model of both papers against counts made on the authors' definitions (tableC1_computed-counts.csv). */

import { count } from '@refold/core/cost';
import { countFolded } from '@refold/core/fold';
import { infer } from '@refold/core/layers';
import { CIFAR, pspNet } from '@refold/core/zoo';
import { describe, expect, it } from 'vitest';
import { denseRepMLPStages, mixers, models, pureMLP, repmlpNet, repmlpNetSpecs } from '../src/index.ts';

const folded = (name: string) => countFolded(models[name]!.build(), models[name]!.input).total;
const trained = (name: string) => count(models[name]!.build(), models[name]!.input).total;

it.each([
  ['pure-mlp', 22_414_426, 52_843_520],
  ['wide-convnet', 507_498, 65_180_672],
  ['repmlp-resnet-50', 40_871_528, 3_890_710_528],
  ['repmlp-resnet-50-c4-r4-g8', 30_876_392, 3_825_412_096],
  ['repmlp-resnet-50-c4-r4-g2', 49_316_072, 3_899_170_816],
  ['repmlp-resnet-50-c4-r8-g8', 25_028_392, 3_661_974_016],
  ['repmlp-resnet-50-c4-r2-g8', 52_775_272, 4_190_150_656],
  ['repmlp-resnet-50-c2-c5', 74_464_424, 3_869_112_320],
  ['repmlp-resnet-50-c2-c4', 66_976_424, 3_974_883_328],
  ['repmlp-resnet-50-c3-c5', 48_359_528, 3_784_939_520],
  ['repmlp-resnet-50-c3', 35_525_608, 4_154_482_688],
  ['repmlp-resnet-50-light', 57_868_264, 2_919_563_264],
  ['repmlp-resnet-50-light-g4', 86_142_440, 3_076_915_200],
  ['repmlp-resnet-50-320-g8-16', 59_223_144, 8_057_225_216],
  ['repmlp-resnet-50-320-g8-8', 72_023_144, 8_108_425_216],
  ['repmlp-resnet-50-320-g4-8', 87_383_144, 8_354_185_216],
])('%s has its counts, folded', (name, params, macs) => {
  expect(folded(name)).toMatchObject({ params, macs });
});

it.each([
  ['repmlpnet-t224', 38_293_608, 2_807_987_200, 2_798_453_760],
  ['repmlpnet-b224', 68_242_712, 6_675_721_728, 6_656_905_728],
  ['repmlpnet-t256', 58_687_848, 4_258_078_720, 4_245_626_880],
  ['repmlpnet-b256', 96_447_512, 9_640_209_408, 9_615_633_408],
  ['repmlpnet-d256', 86_887_648, 8_636_207_360, 8_610_812_160],
  ['repmlpnet-l256', 117_641_560, 11_609_484_288, 11_579_010_048],
])('%s has its counts, trained and folded', (name, params, macs, foldedMacs) => {
  expect(trained(name)).toMatchObject({ params, macs });
  expect(folded(name).macs).toBe(foldedMacs);
});

describe('trained forms', () => {
  it('have the counts of the paper', () => {
    const { params, statistics, macs } = trained('pure-mlp');
    expect([params, params + statistics, macs]).toEqual([22_882_618, 22_913_850, 118_903_808]);
    expect(trained('repmlp-resnet-50')).toMatchObject({ params: 41_071_144, macs: 3_950_419_968 });
    expect(trained('repmlp-resnet-50-light-g4')).toMatchObject({ params: 87_038_248, macs: 3_301_703_680 });
  });

  it.each([
    [[], 8_305_284, 468_329_472],
    [[1], 8_306_004, 468_624_384],
    [[3], 8_307_924, 470_983_680],
    [[1, 3], 8_308_644, 471_278_592],
  ])('the CIFAR network with kernels %j', (kernels, params, macs) => {
    const layer = repmlpNet(repmlpNetSpecs['repmlpnet-cifar'], { kernels, classes: 100 });
    expect(count(layer, CIFAR).total).toMatchObject({ params, macs });
  });
});

it.each([
  ['without-local', 22_414_426, 52_843_520],
  ['without-global', 22_085_210, 52_515_840],
  ['fc3-as-conv', 815_674, 66_212_864],
  ['repmlp-as-conv', 486_458, 65_885_184],
] as const)('the ablation %s has its counts, folded', (name, params, macs) => {
  expect(countFolded(pureMLP({ mixer: mixers()[name] }), CIFAR).total).toMatchObject({ params, macs });
});

it('PSPNet on RepMLP-Res50-g4/8 has the costs of table 6', () => {
  const input = [713, 713, 3];
  const { params, macs } = countFolded(
    pspNet(denseRepMLPStages(), { input, classes: 19, auxiliaryAfter: 'stage3' }),
    input,
  ).total;
  expect([Math.trunc(params / 1e4) / 100, Math.trunc(macs / 1e6)]).toEqual([175.41, 342_696]);
});

it.each(Object.entries(models))('%s classifies, whatever the number of classes', (_, { build, input }) => {
  expect(infer(build({ classes: 7 }), input)).toEqual([7]);
});
