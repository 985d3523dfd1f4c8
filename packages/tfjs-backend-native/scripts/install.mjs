/**
 * Compiles the addon when the package is installed. It never fails an installation: without the addon, importing the package throws an error
 * that says what is missing.
 *
 *     node scripts/install.mjs            compiles if something changed; TFJS_NATIVE_SKIP=1 skips that
 *     node scripts/install.mjs --force    compiles what make finds changed; exits with 1 if that fails
 */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile, isCompiled } from './compile.mjs';
import { obstacle, remedy } from './toolchain.mjs';

const FAILURE = fileURLToPath(new URL('../build/failure.txt', import.meta.url));
const SOURCES = fileURLToPath(new URL('../src', import.meta.url));
const { npm_lifecycle_event: script, npm_command: command, TFJS_NATIVE_SKIP: skip } = process.env;
const force = process.argv[2] === '--force';

/** npm hides what a workspace's script prints for minutes; the repository's own script, which follows, is shown. */
const isFollowed = script === 'install' && command !== 'rebuild' && existsSync(SOURCES);

if (force || (skip !== '1' && !isFollowed && !isCompiled())) run();

function run() {
  const started = performance.now();
  const reason = obstacle() ?? attempt();
  rmSync(FAILURE, { force: true });
  if (reason === undefined) {
    console.log(`tfjs-backend-native: compiled in ${((performance.now() - started) / 1000).toFixed(0)} s`);
    return;
  }
  const failure = `tfjs-backend-native is not compiled: ${reason}\n${remedy()}\n`;
  mkdirSync(dirname(FAILURE), { recursive: true });
  writeFileSync(FAILURE, failure);
  console.log(`${failure}tfjs works without it, but slower, on its other backends.`);
  if (force) process.exitCode = 1;
}

/** @returns why compiling failed, in half a sentence; undefined where it didn't */
function attempt() {
  console.log('tfjs-backend-native: compiling its kernels, once; two minutes on two cores');
  try {
    return compile();
  } catch (error) {
    return `compiling failed: ${error.message}`;
  }
}
