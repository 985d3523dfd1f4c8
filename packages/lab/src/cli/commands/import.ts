import { RefoldError } from '@refold/core';
import type { ModelFacts } from '@refold/core/io';
import type { Network } from '@refold/core/layers';
import { fileToWrite } from '../../models/model-file.ts';
import { foldersOf, ROOT } from '../../plan/folders.ts';
import { type Arguments, type Command, OUT, WITH } from '../command.ts';
import { FACTS, factsOf } from '../facts.ts';

export const importCommand: Command = {
  name: 'import',
  positionals: ['<file>'],
  summary:
    'Make a model file of weights from elsewhere: .pth, .safetensors or .hdf5. Without --model, list what is in the file and which models it fits.',
  options: {
    model: { type: 'string', value: 'model', help: 'the named model whose weights they are' },
    with: WITH,
    part: {
      type: 'string',
      value: 'name',
      help: "the dict of tensors to take, where the file has several: 'ema'; default: state_dict, model, ...",
    },
    pruned: { type: 'boolean', help: 'the layers are as wide as in the file: it is of a pruned network' },
    data: {
      type: 'string',
      value: 'dataset',
      help: 'the dataset on which they were trained: the model gets its mean, std and names of classes',
    },
    out: OUT,
    ...FACTS,
    all: { type: 'boolean', help: 'without --model: list every tensor' },
  },
  example: 'refold import RepVGG-A0-train.pth --model repvgg-a0 --data imagenet -o repvgg-a0.safetensors',
  run: async call => await importFile(call, foldersOf(ROOT).experiments),
};

/** The work of the command, with the papers in this folder. @returns the exit code */
export async function importFile(call: Arguments, experiments: string): Promise<number> {
  const [path = ''] = call.positionals;
  const model = call.text('model');
  const out = fileToWrite(call.text('out'), path);
  if (out !== undefined && model === undefined) {
    throw new RefoldError(
      `--model is missing: -o needs to know whose weights they are. 'refold import ${path}' lists which models fit`,
    );
  }
  const [{ readWeightFile, writeNetwork }, { fileLines, fittingLines, importLines, labelled, tensorLines }, importing] =
    await Promise.all([import('@refold/core/io'), import('../import-listing.ts'), import('../../models/importing.ts')]);
  const file = await readWeightFile(path, call.text('part'));
  process.stdout.write(`${fileLines(path, file)}\n`);
  if (model === undefined) {
    const { maps, fitting } = await importing.modelsThatFit(experiments, file);
    process.stdout.write(`\n${tensorLines(file, call.flag('all'))}\n\n${fittingLines(maps, fitting)}\n`);
    return 0;
  }
  const target = { model, rewriting: call.text('with'), pruned: call.flag('pruned') };
  const { network, fit } = await importing.importModel(experiments, path, file, target);
  const { requireFinite } = await import('@refold/core/fold');
  requireFinite(network, path);
  const facts = await factsOf(call, {
    description: '',
    input: network.input,
    build: () => network.layer,
    ...(await factsOfDataset(call.text('data'), network)),
  });
  process.stdout.write(`${importLines(fit)}\n`);
  if (out === undefined) return 0;
  writeNetwork(out, { ...network, ...facts });
  process.stdout.write(`${labelled([['written', out]])}\n`);
  return 0;
}

/**
 * What a model knows of the dataset on which it was trained.
 * @throws RefoldError for an unknown name, with similar ones, and for a dataset of other images or another number of classes
 */
async function factsOfDataset(name: string | undefined, { layer, input }: Network): Promise<ModelFacts> {
  if (name === undefined) return {};
  const [{ datasetFacts, datasetNamed, sampleSpec }, { factsFault }] = await Promise.all([
    import('@refold/core/data'),
    import('@refold/core/io'),
  ]);
  const descriptor = datasetNamed(name);
  const { labelKind } = datasetFacts(sampleSpec(descriptor, 'test'));
  const facts = {
    normalization: descriptor.normalization,
    ...(labelKind.kind === 'class' && 'classes' in labelKind && { classNames: labelKind.classes }),
  };
  const fault = factsFault({ layer, input, ...facts });
  if (fault !== undefined) throw new RefoldError(`--data: ${name} doesn't fit the model: ${fault}`);
  return facts;
}
