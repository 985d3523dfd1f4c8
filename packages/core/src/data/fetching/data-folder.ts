import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * The folder that holds every dataset: `REFOLD_DATA`, or `refold/data` in the user's cache folder
 * (XDG_CACHE_HOME or ~/.cache; ~/Library/Caches on macOS; LOCALAPPDATA on Windows), so that clones share it.
 */
export function dataFolder(env: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform): string {
  if (env.REFOLD_DATA) return resolve(env.REFOLD_DATA);
  return join(userCache(env, platform), 'refold', 'data');
}

function userCache(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  if (platform === 'win32') return env.LOCALAPPDATA || join(homedir(), 'AppData', 'Local');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches');
  return env.XDG_CACHE_HOME || join(homedir(), '.cache');
}
