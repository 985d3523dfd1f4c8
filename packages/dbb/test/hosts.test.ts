/** The paper's hosts: what they cost with a block and without, and narrow ones run as trained and as folded. */
import { evaluateOnce } from '@refold/core/apply';
import { selectBackend } from '@refold/core/backend';
import { count } from '@refold/core/cost';
import { countFolded, fold, verify } from '@refold/core/fold';
import { CIFAR, cifarResNet, cifarVgg, plainSpecs } from '@refold/core/zoo';
import { beforeAll, describe, expect, it } from 'vitest';
import { trainedLooking } from '../../core/test/support/blocks.ts';
import { type BlockName, blocks, FORMS, HOSTS, type Host, plainHost, withBlock } from '../src/index.ts';

type Cost = readonly [params: number, macs: number];

/** Counted on the authors' model definitions (extra_exact-params-macs.csv): folded, as it is, with ACNet's block, with DBB. */
const COUNTED: Readonly<Record<keyof typeof HOSTS, readonly [folded: Cost, original: Cost, acnet: Cost, dbb: Cost]>> = {
  'vgg-16': [
    [14_982_474, 313_463_808],
    [14_986_698, 313_463_808],
    [24_810_570, 522_261_504],
    [34_555_673, 727_726_080],
  ],
  alexnet: [
    [61_838_248, 838_788_800],
    [61_839_528, 838_788_800],
    [63_884_200, 1_252_329_152],
    [66_033_320, 1_733_637_824],
  ],
  mobilenet: [
    [4_221_032, 568_740_352],
    [4_231_976, 568_740_352],
    [4_282_280, 587_556_352],
    [4_372_183, 626_944_512],
  ],
  'resnet-18': [
    [11_684_712, 1_814_073_344],
    [11_689_512, 1_814_073_344],
    [19_028_520, 2_931_593_216],
    [26_288_296, 4_126_183_424],
  ],
  'resnet-50': [
    [25_530_472, 4_089_184_256],
    [25_557_032, 4_089_184_256],
    [33_116_968, 5_322_309_632],
    [40_684_456, 6_786_646_016],
  ],
};
const FORM_NAMES = ['original', 'acnet', 'dbb_net'] as const;

describe.each(Object.keys(COUNTED) as (keyof typeof HOSTS)[])('%s', name => {
  const host = HOSTS[name];
  const [deployed, ...trained] = COUNTED[name];

  it.each(FORM_NAMES)('%s costs what the official model does, and folds to the host', form => {
    const layer = withBlock(host, FORMS[form]);
    const costOf = ({ total }: ReturnType<typeof count>): Cost => [total.params, total.macs];
    expect(costOf(count(layer, host.input))).toEqual(trained[FORM_NAMES.indexOf(form)]);
    expect(costOf(countFolded(layer, host.input))).toEqual(deployed);
  });
});

describe('narrow hosts', () => {
  beforeAll(async () => {
    await selectBackend('wasm');
  });
  const small: readonly (readonly [string, Host])[] = [
    ['a plain network', plainHost(plainSpecs['plain-cifar-tiny'])],
    ['a VGG', { input: CIFAR, build: () => cifarVgg({ stages: [[4], [4], [8], [8]] }) }],
    [
      'a ResNet',
      { input: CIFAR, build: () => cifarResNet(8, { widths: [4, 4, 8], stride: 2, shortcut: 'projection' }) },
    ],
  ];
  const cases = small.flatMap(([host, built]) =>
    (Object.keys(blocks) as BlockName[]).map(block => [host, block, built] as const),
  );

  it.each(cases)('%s with %s keeps its outputs', async (_, block, host) => {
    const net = trainedLooking(withBlock(host, blocks[block]), host.input);
    const folded = fold(net).network;
    expect(count(folded.layer, host.input).total.params).toBe(countFolded(host.build(), host.input).total.params);
    expect(await verify(net, folded, evaluateOnce)).toBeLessThan(1e-3);
  });
});
