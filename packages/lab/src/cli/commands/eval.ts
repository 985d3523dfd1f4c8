import { RefoldError } from '@refold/core';
import type { Model } from '@refold/core/io';
import type { Metrics } from '@refold/core/train';
import type { LabelledImages } from '../../models/labelled-images.ts';
import { type Folders, foldersOf, ROOT } from '../../plan/folders.ts';
import { textTable } from '../../terminal/text-table.ts';
import { type Arguments, type Command, oneOf, wholeNumber } from '../command.ts';
import { FACTS, factsOf } from '../facts.ts';

/** Images per batch where `--batch` doesn't say. */
const BATCH = 100;

export const evalCommand: Command = {
  name: 'eval',
  positionals: ['<model>', '[folder]'],
  summary:
    "Measure the accuracy of a model file or published weights on a dataset's test images, as trained and as folded.",
  options: {
    data: {
      type: 'string',
      value: 'dataset',
      help: 'the dataset: cifar10, imagenet, ...; a folder after the model is where its val/<class> lies',
    },
    images: { type: 'string', value: 'n', help: 'test images used, as many of each class; default: all' },
    folded: { type: 'boolean', help: 'fold the network too, and count the predictions that differ' },
    batch: { type: 'string', value: 'n', help: `images per batch; default: ${BATCH}` },
    ...FACTS,
    backend: { type: 'string', value: 'backend', help: 'backend that runs the network; default: the best that works' },
  },
  example: 'refold eval resnet-20-cifar10 --data cifar10 --folded',
  run: async call => await measure(call, foldersOf(ROOT)),
};

/** The work of the command, with the papers in these folders. @returns the exit code */
export async function measure(call: Arguments, { experiments }: Folders): Promise<number> {
  const [name = '', folder] = call.positionals;
  const [images, batchSize] = [wholeNumber(call, 'images', 1), wholeNumber(call, 'batch', 1) ?? BATCH];
  const [{ findModel, withParameters }, { labelledImages, labelledNames }, folding, backends, { reporterFor }] =
    await Promise.all([
      import('../../models/catalogue.ts'),
      import('../../models/labelled-images.ts'),
      import('@refold/core/fold'),
      import('@refold/core/backend'),
      import('../../terminal/progress.ts'),
    ]);
  const word = call.text('data');
  if (word === undefined) throw new RefoldError('--data is missing: --data cifar10, or another dataset of classes');
  const data = oneOf('dataset of classes:', word, labelledNames());
  const choice = backends.parseBackendChoice(call.text('backend') ?? 'auto');
  const found = await findModel(experiments, name);
  if (found.params === undefined)
    throw new RefoldError(
      `${name} has random parameters, so its accuracy is chance. Name a model file or published weights.`,
    );
  const model = await withParameters({ ...found, ...(await factsOf(call, found)) }, 0);
  folding.requireFinite(model, name);
  const shown = await labelledImages(data, 'test', model, images, reporterFor(), folder);
  const { name: backend } = await backends.selectBackend(choice);
  const forms = {
    'as trained': model,
    ...(call.flag('folded') && { folded: { ...model, ...folding.fold(model).network } }),
  };
  const { table, differing } = await compared(forms, shown, batchSize);
  const size = shown.dataset.size.toLocaleString('en-US');
  process.stdout.write(
    `${name}: ${found.description}\n${data}, ${size} test images, normalized by ${shown.normalizedBy}; on ${backend}\n\n${table}\n` +
      `${differing === undefined ? '' : `\n${differing} of ${size} predictions differ\n`}`,
  );
  return 0;
}

/** The metrics of each form, and in how many predictions they differ where there are two. */
async function compared(
  forms: Readonly<Record<string, Model>>,
  { dataset, augment }: Pick<LabelledImages, 'dataset' | 'augment'>,
  batchSize: number,
) {
  const [{ evaluate, evaluator }, { disposeInstance, instantiate }] = await Promise.all([
    import('@refold/core/train'),
    import('@refold/core/apply'),
  ]);
  const view = { batchSize, augment };
  const { predictions } = evaluator(dataset, view);
  const rows: string[][] = [];
  const said: Int32Array[] = [];
  for (const [form, model] of Object.entries(forms)) {
    const instance = instantiate(model, { constant: true });
    const { top1, top5, loss } = await evaluate(instance, dataset, view);
    disposeInstance(instance);
    rows.push([form, percent(top1), percent(top5), loss!.toFixed(4)]);
    if (Object.keys(forms).length > 1) said.push(await predictions(model));
  }
  const [one, other] = said;
  return {
    table: textTable(['', 'top-1', 'top-5', 'loss'], rows),
    differing: one && other && one.filter((label, i) => label !== other[i]).length,
  };
}

const percent = (share: Metrics[string] | undefined): string =>
  share === undefined ? '' : `${(100 * share).toFixed(2)} %`;
