import { type Folders, foldersOf, ROOT } from '../../plan/folders.ts';
import { type Arguments, type Command, LOGGING, OUT, setLogging, WITH } from '../command.ts';
import { DEFAULTS, SCHEDULES, STEPS, settingsOf } from '../train/settings.ts';

export const trainCommand: Command = {
  name: 'train',
  positionals: ['<model>'],
  summary:
    'Train a classifier by SGD: a named model from scratch, or a model file or published weights on. The same command goes on where it was stopped.',
  options: {
    data: {
      type: 'string',
      value: 'dataset',
      help: async () => {
        const { labelledNames } = await import('../../models/labelled-images.ts');
        return `the dataset, with its usual augmentation: ${labelledNames().join(', ')}`;
      },
    },
    epochs: { type: 'string', value: 'n', help: 'passes over the training images' },
    out: OUT,
    with: WITH,
    images: { type: 'string', value: 'n', help: 'training images used, as many of each class; default: all' },
    'batch-size': { type: 'string', value: 'n', help: `images per step; default: ${DEFAULTS.batchSize}` },
    lr: { type: 'string', value: 'rate', help: `learning rate, at its highest; default: ${DEFAULTS.lr}` },
    schedule: {
      type: 'string',
      value: SCHEDULES.join('|'),
      help: `how the rate falls: along half a cosine to zero, divided by ten after ${STEPS.map(share => 100 * share).join(' and ')} % of the epochs, or not; default: cosine`,
    },
    'warmup-epochs': {
      type: 'string',
      value: 'n',
      help: 'epochs in which the rate rises from zero, fractions too; default: 0',
    },
    momentum: { type: 'string', value: 'share', help: `default: ${DEFAULTS.momentum}` },
    nesterov: { type: 'boolean', help: "Nesterov's momentum" },
    'weight-decay': {
      type: 'string',
      value: 'rate',
      help: `of kernels; norms and biases have none; default: ${DEFAULTS.weightDecay}`,
    },
    'label-smoothing': { type: 'string', value: 'share', help: 'of the other classes in a label; default: 0' },
    seed: { type: 'string', value: 'n', help: 'of parameters, order and augmentation; default: 0' },
    backend: { type: 'string', value: 'backend', help: 'backend that trains; default: the best that works' },
    resume: { type: 'boolean', help: 'only go on with a run of these settings: fail if none was begun' },
    fresh: { type: 'boolean', help: 'begin again, whatever was trained before with these settings' },
    ...LOGGING,
  },
  example:
    'refold train resnet-20-cifar --data cifar10 --epochs 10 --warmup-epochs 1 --nesterov -o resnet-20.safetensors',
  run: async call => await train(call, foldersOf(ROOT)),
};

/** The work of the command, with the papers and the runs in these folders. @returns the exit code */
export async function train(call: Arguments, folders: Folders): Promise<number> {
  setLogging(call);
  const settings = await settingsOf(call);
  const { trainModel } = await import('../train/train.ts');
  return await trainModel(settings, folders);
}
