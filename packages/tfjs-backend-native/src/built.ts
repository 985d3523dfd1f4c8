/** Where the addon is once compiled, and why it isn't there. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isCompiled } from '../scripts/compile.mjs';

/** Where `scripts/install.mjs` puts the addon or, if compiling failed, a file with the reason and, on a second line, what to do. */
const BUILT = fileURLToPath(new URL('../build/Release/tfjs_native.node', import.meta.url));
const FAILURE = fileURLToPath(new URL('../build/failure.txt', import.meta.url));
/** What the addon is compiled from. */
const SOURCES = fileURLToPath(new URL('../native', import.meta.url));

const REMEDY = 'Run: npm rebuild tfjs-backend-native';

/** The addon's file. `TFJS_NATIVE_ADDON` names another build, one with sanitizers for example. */
export const ADDON = process.env.TFJS_NATIVE_ADDON ?? BUILT;

/** Why the addon isn't compiled, or not from these sources, and, on a second line, what to do; undefined where it is. */
export function obstacle(): string | undefined {
  if (ADDON !== BUILT) return undefined;
  if (!existsSync(BUILT)) {
    return existsSync(FAILURE)
      ? readFileSync(FAILURE, 'utf8').trim()
      : `tfjs-backend-native is not compiled\n${REMEDY}`;
  }
  // Sources that a copy or a checkout has made newer may be the same: only then are they read.
  return newest(SOURCES) > statSync(BUILT).mtimeMs && !isCompiled()
    ? `tfjs-backend-native was compiled from other sources than it has now\n${REMEDY}`
    : undefined;
}

/** The time of the last change in a folder, in milliseconds; 0 where there is none. */
function newest(folder: string): number {
  if (!existsSync(folder)) return 0;
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile());
  return Math.max(0, ...files.map(({ parentPath, name }) => statSync(join(parentPath, name)).mtimeMs));
}
