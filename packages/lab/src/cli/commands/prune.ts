import { type Folders, foldersOf, ROOT } from '../../plan/folders.ts';
import { unknownName } from '../../terminal/suggestions.ts';
import { type Arguments, type Command, LOGGING, OUT, setLogging } from '../command.ts';
import { FACTS } from '../facts.ts';

export const pruneCommand: Command = {
  name: 'prune',
  positionals: ['<model>'],
  summary:
    'Remove the least important channels or weights of a model file, published weights or a named model: in one shot by a criterion, or by a method of a paper, which trains the network on.',
  options: {
    keep: { type: 'string', value: 'share', help: 'share of the multiply-adds to keep, above 0 and below 1' },
    by: { type: 'string', value: 'way', help: async () => await waysOf(foldersOf(ROOT)) },
    out: OUT,
    min: {
      type: 'string',
      value: 'n',
      help: 'smallest number of channels that a layer keeps, by a criterion or resrep; default: 1',
    },
    'round-to': {
      type: 'string',
      value: 'n',
      help: 'layers that a criterion cuts keep a multiple of so many channels, as fast kernels want; default: 1',
    },
    'keep-layer': {
      type: 'string',
      value: 'pattern',
      help: "layers that are not cut: paths or parts of the network, * for anything, with commas between: 'stage1,*.conv2'",
    },
    data: {
      type: 'string',
      value: 'dataset',
      help: async () => {
        const { labelledNames } = await import('../../models/labelled-images.ts');
        return `dataset on which methods train, and accuracy is measured before and after: ${labelledNames().join(', ')}`;
      },
    },
    images: {
      type: 'string',
      value: 'n',
      help: 'number of images used by a criterion and for the accuracy, default: 1000; of training images of a method, default: all',
    },
    epochs: { type: 'string', value: 'n', help: 'epochs that a method trains; default: 4' },
    lr: {
      type: 'string',
      value: 'rate',
      help: 'learning rate of a method, divided by ten after 60 and 85 % of the epochs; default: 0.01',
    },
    ...FACTS,
    seed: {
      type: 'string',
      value: 'n',
      help: 'seed of the random parameters of a named model, of --by random, and of a method; default: 0',
    },
    backend: {
      type: 'string',
      value: 'backend',
      help: 'backend that runs and trains the network; default: the best that works',
    },
    report: {
      type: 'boolean',
      help: 'by a criterion: show after each stage how far the network that reads the cut channels as zeros is from the whole one, on test images of --data or on noise',
    },
    list: {
      type: 'boolean',
      help: 'list the channels that must be removed together, and where they are; remove nothing',
    },
    ...LOGGING,
  },
  example: 'refold prune resnet-56.safetensors --keep 0.5 --by csgd --data cifar10 -o pruned.safetensors',
  run: async call => await prune(call, foldersOf(ROOT)),
};

/** The work of the command, with the papers and the runs in these folders. @returns the exit code */
export async function prune(call: Arguments, folders: Folders): Promise<number> {
  setLogging(call);
  if (call.flag('list')) return await list(call, folders);
  const by = call.text('by') ?? 'l2';
  const { CRITERIA } = await import('@refold/core/prune');
  const criterion = CRITERIA.find(known => known === by);
  if (criterion !== undefined) {
    const { pruneByCriterion } = await import('../prune/by-criterion.ts');
    return await pruneByCriterion(call, criterion, folders);
  }
  const [{ listPruners }, { pruneByTraining }] = await Promise.all([
    import('../../models/pruners.ts'),
    import('../prune/by-training.ts'),
  ]);
  const pruners = await listPruners(folders.experiments);
  const pruner = pruners.find(({ name }) => name === by);
  if (pruner === undefined) {
    throw unknownName('criterion or method', by, [...CRITERIA, ...pruners.map(({ name }) => name)]);
  }
  return await pruneByTraining(call, pruner, folders);
}

async function list({ positionals: [name = ''], text }: Arguments, { experiments }: Folders): Promise<number> {
  const [{ findModel }, { channelGroups, formatGroup }, { parseBackendChoice }] = await Promise.all([
    import('../../models/catalogue.ts'),
    import('@refold/core/prune'),
    import('@refold/core/backend'),
  ]);
  parseBackendChoice(text('backend') ?? 'auto');
  const { build, input } = await findModel(experiments, name);
  process.stdout.write(`${channelGroups(build(), input).map(formatGroup).join('\n\n')}\n`);
  return 0;
}

/** What `--by` may be: criteria, and the methods of papers. */
async function waysOf({ experiments }: Folders): Promise<string> {
  const { listPruners } = await import('../../models/pruners.ts');
  const methods = (await listPruners(experiments)).map(({ name, pruner }) => `${name} (${pruner.description})`);
  return (
    'a criterion: l1 or l2 (norms of filters), bn (γ of the norm that follows), taylor or apoz (gradients, and shares of zeros, on --data), random; ' +
    `or a method that trains on --data: ${methods.join(', ')}; default: l2`
  );
}
