/** Runs conformance.py, where there is a Python with PyTorch. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { RefoldError } from '@refold/core';

const SCRIPT = fileURLToPath(new URL('../conformance.py', import.meta.url));

/** Interpreters to try: the one of REFOLD_PYTHON alone, or the usual ones. */
export const interpreters = (env: NodeJS.ProcessEnv = process.env): readonly string[] =>
  env.REFOLD_PYTHON ? [env.REFOLD_PYTHON] : ['python3', '/usr/bin/python3'];

/** The first interpreter that can import torch; undefined where none can. */
export function pythonWithTorch(env: NodeJS.ProcessEnv = process.env): string | undefined {
  return interpreters(env).find(python => {
    try {
      execFileSync(python, ['-c', 'import torch'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * Writes the files of networks into a folder.
 * @returns PyTorch's version
 * @throws RefoldError with the last line that Python said, when it fails
 */
export function writeFiles(python: string, folder: string, names: readonly string[]): string {
  try {
    const said = execFileSync(python, [SCRIPT, folder, ...names], {
      encoding: 'utf8',
      stdio: 'pipe',
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
    });
    return said.trim().split('\n').at(-1)!;
  } catch (cause) {
    const { stderr = '' } = cause as { stderr?: string };
    throw new RefoldError(`conformance.py failed: ${stderr.trim().split('\n').at(-1)}`, { cause });
  }
}
