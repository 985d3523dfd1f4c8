/**
 * Compiles the addon when the package is installed, and never fails an installation: without the addon the package says, when it
 * is imported, what is missing.
 *
 *     node scripts/install.mjs            compiles if something changed; TFJS_NATIVE_SKIP=1 leaves it out
 *     node scripts/install.mjs --force    compiles what make finds changed, and fails where it fails
 *     node scripts/install.mjs --report   compiles nothing: says why the last time failed, if it did
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile, isCompiled } from './compile.mjs';
import { remedy } from './toolchain.mjs';

const ACCOUNT = fileURLToPath(new URL('../build/failure.txt', import.meta.url));
const [option] = process.argv.slice(2);

if (option === '--report') report();
else if (option === '--force' || (process.env.TFJS_NATIVE_SKIP !== '1' && !isCompiled())) run();

function run() {
  const started = performance.now();
  let reason;
  try {
    reason = compile();
  } catch (error) {
    reason = `compiling failed: ${error.message}`;
  }
  rmSync(ACCOUNT, { force: true });
  if (reason === undefined) {
    console.log(`tfjs-backend-native: compiled in ${((performance.now() - started) / 1000).toFixed(0)} s`);
    return;
  }
  mkdirSync(dirname(ACCOUNT), { recursive: true });
  writeFileSync(ACCOUNT, `tfjs-backend-native is not compiled: ${reason}\n${remedy()}\n`);
  report();
  if (option === '--force') process.exitCode = 1;
}

function report() {
  if (!existsSync(ACCOUNT)) return;
  console.log(
    `${readFileSync(ACCOUNT, 'utf8')}Everything works without it, slower: tfjs then runs on its other backends.`,
  );
}
