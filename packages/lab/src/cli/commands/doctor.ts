import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { RefoldError } from '@refold/core';
import { columns } from '../../terminal/text-table.ts';
import type { Command } from '../command.ts';

export const doctorCommand: Command = {
  name: 'doctor',
  positionals: [],
  summary: 'Show what this machine has (Node, backends, a compiler, the data folder) and what to install.',
  options: {},
  example: 'refold doctor',
  run,
};

async function run(): Promise<number> {
  const [{ describeMachine, probeBackends }, { DATASETS, dataFolder, datasetState }] = await Promise.all([
    import('@refold/core/backend'),
    import('@refold/core/data'),
  ]);
  const machine = describeMachine();
  const folder = folderOrFault(dataFolder);
  const states =
    'fault' in folder ? [] : DATASETS.map(dataset => [dataset.name, datasetState(dataset, folder.path).kind]);
  const datasetsThat = (...kinds: readonly string[]): string =>
    states.flatMap(([name = '', kind = '']) => (kinds.includes(kind) ? [name] : [])).join(', ');
  const damaged = datasetsThat('damaged', 'faulty');
  print('This machine', [
    [
      'Node',
      `${machine.node}${isSupported(machine.node) ? '' : `, too old: Refold needs ${OLDEST_NODE.join('.')} or newer`}`,
    ],
    ['platform', machine.platform],
    ['processor', `${machine.processor}, ${machine.cores} threads`],
    ['memory', `${(machine.memory / 2 ** 30).toFixed(1)} GiB`],
    ['C++ compiler', compiler() ?? 'none found (c++, g++, clang++): the native backend needs one, the others do not'],
    [
      'data folder',
      'fault' in folder
        ? folder.fault
        : `${folder.path}${isWritable(folder.path) ? '' : ', not writable: set REFOLD_DATA to another'}`,
    ],
    ['datasets', datasetsThat('complete') || 'none yet: they are downloaded when first used'],
    ...(damaged === '' ? [] : [['damaged', `${damaged}: refold data says what to do`] as const]),
  ]);
  const probes = await probeBackends();
  print(
    'Backends',
    probes.flatMap(({ name, status, detail, remedy }): [string, string][] => [
      [name, `${status}: ${detail}`],
      ...(remedy === undefined ? [] : remedy.split('\n').map((line): [string, string] => ['', `-> ${line}`])),
    ]),
  );
  return probes.some(({ status }) => status === 'found') ? 0 : 1;
}

function folderOrFault(find: () => string): { readonly path: string } | { readonly fault: string } {
  try {
    return { path: find() };
  } catch (error) {
    if (!(error instanceof RefoldError)) throw error;
    return { fault: error.message };
  }
}

const print = (title: string, lines: readonly (readonly [string, string])[]): boolean =>
  process.stdout.write(`${title}\n${columns(lines)}\n\n`);

/** The oldest Node that the workspace is tested on. */
const OLDEST_NODE = [20, 19] as const;

function isSupported(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
}

/** The first line that a C++ compiler prints of its version; undefined if there is none. */
function compiler(): string | undefined {
  for (const name of ['c++', 'g++', 'clang++']) {
    try {
      return execFileSync(name, ['--version'], { encoding: 'utf8', stdio: 'pipe' }).split('\n', 1)[0];
    } catch {
      // not this one
    }
  }
  return undefined;
}

/** Whether a folder, or the nearest one above it that exists, can be written to. */
function isWritable(folder: string): boolean {
  if (!existsSync(folder) && dirname(folder) !== folder) return isWritable(dirname(folder));
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
