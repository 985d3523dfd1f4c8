/** How each peer is started, and where it is searched for. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { dataFolder } from '@refold/core/data';
import { isInstalled } from '../../packages/core/src/backend/optional.ts';
import type { Launch } from './peer.ts';

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/** A peer in Node. */
function node(name: string, file: string, ...args: readonly string[]): Launch {
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  return { name, command: process.execPath, args: ['--import', loader, here(file), ...args] };
}

/** A tfjs backend in a process of its own. */
export const tfjs = (backend: string, threads: number): Launch => ({
  ...node(backend, 'tfjs-peer.ts', backend, String(threads)),
  env: { TFJS_NATIVE_THREADS: String(threads) },
});

/** glibc's malloc gives big blocks back to the kernel at every free; PyTorch then loses up to 15 % to page faults. */
const KEEP_MEMORY = ['mmap_threshold', 'trim_threshold'].map(name => `glibc.malloc.${name}=${2 ** 32}`).join(':');

/** How PyTorch computes: in float32 as it comes; the same compiled by `torch.compile`; or in bfloat16, also compiled. */
const FORMS = ['float32', 'compile', 'bf16'] as const;

/** PyTorch on a Python interpreter. */
const torch = (name: string, python: string, form: (typeof FORMS)[number], threads: number): Launch => ({
  name,
  command: python,
  args: [here('torch_peer.py'), String(threads), form],
  env: {
    GLIBC_TUNABLES: KEEP_MEMORY,
    OMP_NUM_THREADS: String(threads),
    PYTHONWARNINGS: 'ignore',
    PYTHONDONTWRITEBYTECODE: '1',
  },
});

/** A peer that may not be installed. */
export interface PeerSource {
  /** Its name in tables. */
  readonly name: string;
  readonly install: string;
  /** Whether it is worth starting: its greeting says whether it works. */
  readonly isThere: () => boolean;
  readonly launch: (threads: number) => Launch;
}

/** Debian's PyTorch: the peer of the targets. */
export const DEBIAN = 'torch-debian';
/** The newest from PyPI. */
export const LATEST = 'torch-latest';
/** ONNX Runtime, which infers only. */
export const ONNX = 'onnxruntime';
/** What names of peers end in that compute in bfloat16. */
export const BF16 = '-bf16';

/**
 * All peers. PyTorch: Debian's, that of a virtual environment `torch-latest` beside the datasets in the cache folder, and those of
 * REFOLD_TORCH_PYTHONS (separated as in PATH), named torch-1, torch-2, ...; all but Debian's, which is older than that, compiled too.
 */
export function peerSources(env: NodeJS.ProcessEnv = process.env): readonly PeerSource[] {
  const venv = join(dirname(dataFolder(env)), 'torch-latest');
  const more = (env.REFOLD_TORCH_PYTHONS ?? '').split(delimiter).filter(Boolean);
  const install = `python3 -m venv ${venv} && ${join(venv, 'bin', 'pip')} install torch numpy`;
  return [
    ...torchSources(DEBIAN, '/usr/bin/python3', 'apt-get install python3-torch', ['float32']),
    ...torchSources(LATEST, join(venv, 'bin', 'python'), install),
    ...more.flatMap((python, i) =>
      torchSources(`torch-${i + 1}`, python, 'set REFOLD_TORCH_PYTHONS to Python interpreters that can import torch'),
    ),
    {
      name: ONNX,
      install: 'npm install (onnxruntime-node is an optional dependency)',
      isThere: () => isInstalled('onnxruntime-node'),
      launch: threads => node(ONNX, 'onnx-peer.ts', String(threads)),
    },
    { name: 'wasm', install: 'npm install', isThere: () => true, launch: () => tfjs('wasm', 1) },
  ];
}

const torchSources = (
  base: string,
  python: string,
  install: string,
  forms: readonly (typeof FORMS)[number][] = FORMS,
): readonly PeerSource[] =>
  forms.map(form => {
    const name = form === 'float32' ? base : `${base}-${form}`;
    return { name, install, isThere: () => existsSync(python), launch: threads => torch(name, python, form, threads) };
  });
