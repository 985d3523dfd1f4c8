import { statSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { RefoldError } from '../../error.ts';

/**
 * The folder that holds every dataset: `REFOLD_DATA`, or `refold/data` in the user's cache folder
 * (XDG_CACHE_HOME or ~/.cache; ~/Library/Caches on macOS; LOCALAPPDATA on Windows), so that clones share it. It need not be there yet. A
 * user without a home folder, as containers have them, gets one of their own among the temporary files.
 * @throws RefoldError when it can't be a folder: a file is in its place, or it may not be looked into
 */
export function dataFolder(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  home: () => string = homedir,
): string {
  const folder = env.REFOLD_DATA ? resolve(env.REFOLD_DATA) : join(userCache(env, platform, home), 'refold', 'data');
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

function userCache(env: NodeJS.ProcessEnv, platform: NodeJS.Platform, homeFolder: () => string): string {
  const own = platform === 'win32' ? env.LOCALAPPDATA : platform === 'darwin' ? undefined : env.XDG_CACHE_HOME;
  if (own) return own;
  let home: string;
  try {
    home = homeFolder();
  } catch {
    // No HOME, and a user whom the system doesn't list.
    return join(tmpdir(), `cache-of-user-${process.getuid?.() ?? 'unknown'}`);
  }
  const within =
    platform === 'win32' ? ['AppData', 'Local'] : platform === 'darwin' ? ['Library', 'Caches'] : ['.cache'];
  return join(home, ...within);
}
