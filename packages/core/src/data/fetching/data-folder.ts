import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { RefoldError } from '../../error.ts';

/**
 * The folder that holds every dataset: `REFOLD_DATA`, or `refold/data` in the user's cache folder
 * (XDG_CACHE_HOME or ~/.cache; ~/Library/Caches on macOS; LOCALAPPDATA on Windows), so that clones share it. It need not be there yet.
 * @throws RefoldError when it can't be a folder: a file is in its place, or it may not be looked into
 */
export function dataFolder(env: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform): string {
  const folder = env.REFOLD_DATA ? resolve(env.REFOLD_DATA) : join(userCache(env, platform), 'refold', 'data');
  const fault = faultOf(folder);
  if (fault === undefined) return folder;
  throw new RefoldError(`${folder} can't be the data folder: ${fault}. Set REFOLD_DATA to another one.`);
}

function faultOf(folder: string): string | undefined {
  try {
    return statSync(folder).isDirectory() ? undefined : 'it is a file';
  } catch (cause) {
    const { code = '', message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined; // it is made when something is fetched
    if (code === 'ENOTDIR') return 'a part of its path is a file';
    return code === 'EACCES' ? 'permission denied' : message;
  }
}

function userCache(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  if (platform === 'win32') return env.LOCALAPPDATA || join(homedir(), 'AppData', 'Local');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches');
  return env.XDG_CACHE_HOME || join(homedir(), '.cache');
}
