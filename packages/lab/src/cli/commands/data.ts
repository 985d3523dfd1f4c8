import { RefoldError } from '@refold/core';
import type { DatasetState } from '@refold/core/data';
import { INTERRUPTED, interruptible } from '../../terminal/interrupt.ts';
import { textTable } from '../../terminal/text-table.ts';
import type { Command } from '../command.ts';

export const dataCommand: Command = {
  name: 'data',
  positionals: ['[dataset or weights]'],
  summary: 'Download a dataset or published weights; without a name, list them and say which are complete.',
  options: {},
  example: 'refold data cifar10',
  run: ({ positionals: [name] }) => (name === undefined ? list() : fetchOne(name)),
};

async function list(): Promise<number> {
  const { DATASETS, dataFolder, datasetState } = await import('@refold/core/data');
  const folder = dataFolder();
  const datasets = DATASETS.map(dataset => [
    dataset.name,
    stateInWords(dataset.name, datasetState(dataset, folder)),
    dataset.title,
  ]);
  const lines = [...datasets, ...(await weights(folder))];
  process.stdout.write(`${folder} (REFOLD_DATA names another folder)\n\n${textTable(['name', 'state', ''], lines)}\n`);
  return 0;
}

function stateInWords(name: string, state: DatasetState): string {
  switch (state.kind) {
    case 'complete':
      return 'complete';
    case 'generated':
      return 'drawn when needed';
    case 'missing':
      return `${state.count} of ${state.of} files missing: refold data ${name}`;
    case 'damaged':
      return `truncated or altered: ${state.files.join(', ')}. To fetch it again: refold data ${name}`;
    case 'faulty':
      return `${state.path} is damaged or incomplete; what to do: refold data ${name}`;
    case 'absent':
      return `not found; where to get it: refold data ${name}`;
  }
}

/** Weights are small enough to be checked in full here. */
async function weights(folder: string): Promise<string[][]> {
  const { PRETRAINED, pretrainedFile, verifyPretrained } = await import('@refold/core/zoo');
  const stateOf = (name: string): string => {
    const file = pretrainedFile(name, folder);
    if (file === undefined) return `missing: refold data ${name}`;
    try {
      verifyPretrained(name, folder);
      return 'complete';
    } catch (error) {
      if (!(error instanceof RefoldError)) throw error;
      return `truncated or altered: ${file}. To fetch it again: refold data ${name}`;
    }
  };
  return PRETRAINED.map(({ name, title }) => [name, stateOf(name), `Weights: ${title}`]);
}

/** @throws RefoldError for an unknown name, files that can't be fetched (with what to do), or a file that isn't whole */
async function fetchOne(name: string): Promise<number> {
  const [
    { archiveOf, DATASETS, dataFolder, datasetState, inspectDataset, sampleSpec, verifyArchive },
    { PRETRAINED, verifyPretrained },
    { fetchByName },
    { reporterFor },
    { oneOf },
  ] = await Promise.all([
    import('@refold/core/data'),
    import('@refold/core/zoo'),
    import('../../models/fetching.ts'),
    import('../../terminal/progress.ts'),
    import('../command.ts'),
  ]);
  oneOf(
    'dataset or weights:',
    name,
    [...DATASETS, ...PRETRAINED].map(known => known.name),
  );
  const dataset = DATASETS.find(known => known.name === name);
  if (dataset !== undefined && dataset.origin.kind !== 'archive') {
    const state = datasetState(dataset);
    if (state.kind === 'faulty') throw new RefoldError(state.fault);
    if (state.kind === 'absent') throw new RefoldError(`${dataset.title} can't be fetched. ${state.advice}`);
    const notices = new Set<string>();
    for (const split of ['train', 'test'] as const) {
      for (const notice of await inspectDataset(sampleSpec(dataset, split))) notices.add(notice);
    }
    for (const notice of notices) process.stdout.write(`${notice}\n`);
    process.stdout.write(`${name}: ${stateInWords(name, state)}\n`);
    return 0;
  }
  const reporter = reporterFor();
  return await interruptible(
    async signal => {
      try {
        await fetchByName(name, reporter, signal);
      } catch (error) {
        if (!signal.aborted) throw error;
        process.stderr.write(`Stopped. To resume:\n  npx refold data ${name}\n`);
        return INTERRUPTED;
      }
      const archive = dataset && archiveOf(dataset);
      if (archive === undefined) verifyPretrained(name);
      else verifyArchive(archive);
      process.stdout.write(`${name} is complete in ${dataFolder()}\n`);
      return 0;
    },
    () => reporter.line('stopping ...'),
  );
}
