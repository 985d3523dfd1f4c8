/** How each peer is started, and where PyTorch is searched for. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { dataFolder } from '@refold/core/data';
import type { Launch } from './peer.ts';

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/** A tfjs backend in a process of its own. */
export function tfjs(backend: string, threads: number): Launch {
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  return {
    name: backend,
    command: process.execPath,
    args: ['--import', loader, here('tfjs-peer.ts'), backend, String(threads)],
    env: { TFJS_NATIVE_THREADS: String(threads) },
  };
}

/** glibc's malloc gives big blocks back to the kernel at every free; PyTorch then loses up to 15 % to page faults. */
const KEEP_MEMORY = ['mmap_threshold', 'trim_threshold'].map(name => `glibc.malloc.${name}=${2 ** 32}`).join(':');

/** PyTorch on a Python interpreter. */
export const torch = ({ name, python }: TorchSource, threads: number): Launch => ({
  name,
  command: python,
  args: [here('torch_peer.py'), String(threads)],
  env: {
    GLIBC_TUNABLES: KEEP_MEMORY,
    OMP_NUM_THREADS: String(threads),
    PYTHONWARNINGS: 'ignore',
    PYTHONDONTWRITEBYTECODE: '1',
  },
});

export interface TorchSource {
  readonly name: string;
  readonly python: string;
  readonly install: string;
}

/** Debian's PyTorch: the peer of the targets. */
export const DEBIAN = 'torch-debian';
/** The newest from PyPI. */
export const LATEST = 'torch-latest';

/**
 * Interpreters that may have PyTorch: Debian's, that of a virtual environment `torch-latest` beside the datasets in the
 * cache folder, and those of REFOLD_TORCH_PYTHONS (separated as in PATH), named torch-1, torch-2, ...
 */
export function torchSources(env: NodeJS.ProcessEnv = process.env): readonly TorchSource[] {
  const venv = join(dirname(dataFolder(env)), 'torch-latest');
  const more = (env.REFOLD_TORCH_PYTHONS ?? '').split(delimiter).filter(Boolean);
  return [
    { name: DEBIAN, python: '/usr/bin/python3', install: 'apt-get install python3-torch' },
    {
      name: LATEST,
      python: join(venv, 'bin', 'python'),
      install: `python3 -m venv ${venv} && ${join(venv, 'bin', 'pip')} install torch numpy`,
    },
    ...more.map((python, i) => ({
      name: `torch-${i + 1}`,
      python,
      install: 'set REFOLD_TORCH_PYTHONS to Python interpreters that can import torch',
    })),
  ];
}

export const isThere = ({ python }: TorchSource): boolean => existsSync(python);
