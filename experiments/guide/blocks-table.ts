/** A table of the blocks in one host: the same epochs, and the same time. */

import { CIFAR } from '@refold/core/zoo';
import {
  classesOf,
  classification,
  compute,
  defineTable,
  greater,
  measured,
  type RunConfig,
  ratio,
  score,
  type Table,
  trained,
} from '@refold/lab';
import { HOSTS, type HostName } from 'guide';
import { BLOCKS, type BlockName, withBlocks } from './blocks.ts';
import { type BlockSettings, blockScales } from './scales.ts';

const layerOf = (block: BlockName, settings: BlockSettings) =>
  withBlocks(settings.host.build(classesOf(settings)), CIFAR, block);

const run =
  (block: BlockName, epochsOf: (settings: BlockSettings) => number) =>
  (settings: BlockSettings): RunConfig =>
    classification(layerOf(block, settings), { ...settings, epochs: epochsOf(settings) }, settings.recipe);

/** Columns that a sentence may be about, and how it names them. */
const BUDGETS = { top1_epochs: 'in as many epochs', top1_time: 'in the same time' } as const;
type Budget = keyof typeof BUDGETS;

const better = (kind: string, a: BlockName, b: BlockName, column: Budget) =>
  greater(a, b, column, {
    sentence: `In a ${kind} network ${a} is better than ${b === 'plain' ? 'the network without it' : b} ${BUDGETS[column]}.`,
    source: 'our own question',
    claimant: 'us',
  });

/**
 * @param host what is trained at every scale
 * @param kind what sentences call it
 */
export const blocksTable = (host: HostName, kind: string): Table =>
  defineTable<BlockSettings>({
    title: `Which block in a ${kind} network?`,
    scales: blockScales(host),
    columns: {
      top1_epochs: score({ heading: 'Top-1, as many epochs' }),
      top1_time: score({ heading: 'Top-1, in the same time' }),
      epochs: measured({ heading: 'Epochs, as many for all', unit: '' }),
      epochs_in_time: measured({ heading: 'Epochs in that time', unit: '' }),
      training_speed: ratio({ heading: 'Training speed', to: 'plain', mode: 'train' }),
      params: measured({ heading: 'Parameters as trained', unit: 'K', digits: 1, of: 'trained.params' }),
      params_folded: measured({ heading: 'Parameters folded', unit: 'K', digits: 1, of: 'folded.params' }),
      macs_folded: measured({ heading: 'Multiply-adds folded', unit: 'M', digits: 2, of: 'folded.macs' }),
    },
    rows: (Object.keys(BLOCKS) as BlockName[]).map(name => ({
      name,
      model: { input: CIFAR, build: () => withBlocks(HOSTS[host].medium.build(10), CIFAR, name) },
      bench: settings => ({ layer: layerOf(name, settings), input: CIFAR, batchSize: settings.batchSize }),
      cells: {
        top1_epochs: trained(
          run(name, ({ epochs }) => epochs),
          'top1',
        ),
        top1_time: trained(
          run(name, ({ epochsInTime }) => epochsInTime(name)),
          'top1',
        ),
        epochs: compute(({ epochs }) => epochs),
        epochs_in_time: compute(({ epochsInTime }) => epochsInTime(name)),
      },
    })),
    claims: (Object.keys(BUDGETS) as Budget[]).flatMap(column => [
      ...(['ACNet', 'RepVGG', 'DBB', 'DBB in RepVGG'] as const).map(block => better(kind, block, 'plain', column)),
      ...(['ACNet', 'RepVGG'] as const).map(other => better(kind, 'DBB', other, column)),
      ...(['RepVGG', 'DBB'] as const).map(alone => better(kind, 'DBB in RepVGG', alone, column)),
    ]),
    deviations: [
      'A comparison of ours: one recipe for every host and block (docs/recipes.md), CIFAR-10. Costs are those of the network of --scale standard.',
      'The same time is that in which the slowest block trains for one epoch at quick, five at standard; whole epochs, by training speeds that were measured once (speeds.csv).',
      'DBB in RepVGG puts the diverse branches in the place of the 3×3 branch; the 1×1 and the identity stay beside them.',
    ],
  });
