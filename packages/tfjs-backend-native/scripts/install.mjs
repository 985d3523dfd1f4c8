/**
 * Compiles the addon when the package is installed. It never fails an installation: without the addon, importing the package throws an error
 * that says what is missing.
 *
 *     node scripts/install.mjs            compiles if something changed; TFJS_NATIVE_SKIP=1 skips that
 *     node scripts/install.mjs --force    compiles what make finds changed; exits with 1 if that fails
 *     node scripts/install.mjs --report   compiles nothing; prints why the last attempt failed, if it did
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile, isCompiled } from './compile.mjs';
import { remedy } from './toolchain.mjs';

const FAILURE = fileURLToPath(new URL('../build/failure.txt', import.meta.url));
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
  rmSync(FAILURE, { force: true });
  if (reason === undefined) {
    console.log(`tfjs-backend-native: compiled in ${((performance.now() - started) / 1000).toFixed(0)} s`);
    return;
  }
  mkdirSync(dirname(FAILURE), { recursive: true });
  writeFileSync(FAILURE, `tfjs-backend-native is not compiled: ${reason}\n${remedy()}\n`);
  report();
  if (option === '--force') process.exitCode = 1;
}

function report() {
  if (!existsSync(FAILURE)) return;
  console.log(`${readFileSync(FAILURE, 'utf8')}tfjs works without it, but slower, on its other backends.`);
}
