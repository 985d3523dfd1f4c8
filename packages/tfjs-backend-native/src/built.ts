/** Where the addon is once compiled, and why it isn't there. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Where `scripts/install.mjs` puts the addon or, if compiling failed, a file with the reason and, on a second line, what to do. */
const BUILT = fileURLToPath(new URL('../build/Release/tfjs_native.node', import.meta.url));
const FAILURE = fileURLToPath(new URL('../build/failure.txt', import.meta.url));

/** The addon's file. `TFJS_NATIVE_ADDON` names another build, one with sanitizers for example. */
export const ADDON = process.env.TFJS_NATIVE_ADDON ?? BUILT;

/** Why the addon isn't compiled and, on a second line, what to do; undefined where it is. */
export function obstacle(): string | undefined {
  if (ADDON !== BUILT || existsSync(BUILT)) return undefined;
  return existsSync(FAILURE)
    ? readFileSync(FAILURE, 'utf8').trim()
    : 'tfjs-backend-native is not compiled\nRun: npm rebuild tfjs-backend-native';
}
