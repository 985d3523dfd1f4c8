/**
 * Runs tests against an addon that checks itself: AddressSanitizer and UndefinedBehaviorSanitizer, Linux with g++. Arguments go to
 * vitest; without any, the package's own tests run and the fuzzing of FUZZ_RUNS random cases (default 2,000).
 *
 *     npm run sanitize -w tfjs-backend-native
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeGyp } from './compile.mjs';

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));
const WORKSPACE = join(PACKAGE, '../..');
/** These compile, or pack, and run no kernel that others don't. */
const LEFT_OUT = ['install', 'standalone'].map(name => `--exclude=**/${name}.test.ts`);

const { status, stderr } = nodeGyp(['configure']);
if (status !== 0) throw new Error(`node-gyp configure failed:\n${stderr}`);
execFileSync('make', ['-C', 'build', 'BUILDTYPE=Sanitized', `-j${availableParallelism()}`], {
  cwd: PACKAGE,
  stdio: 'inherit',
});

// The sanitizer's library has to come before any other; what Node itself keeps until its end is no leak of ours.
const library = name => execFileSync('g++', [`-print-file-name=${name}`], { encoding: 'utf8' }).trim();
const environment = {
  FUZZ_RUNS: '2000',
  ...process.env,
  TFJS_NATIVE_ADDON: join(PACKAGE, 'build/Sanitized/tfjs_native.node'),
  LD_PRELOAD: `${library('libasan.so')} ${library('libstdc++.so')}`,
  ASAN_OPTIONS: 'detect_leaks=0:allocator_may_return_null=1',
  UBSAN_OPTIONS: 'print_stacktrace=1',
};
const chosen = process.argv.slice(2);
const tests = chosen.length > 0 ? chosen : ['packages/tfjs-backend-native', ...LEFT_OUT];
const vitest = ['vitest', 'run', '--testTimeout=1200000', '--no-file-parallelism', ...tests];
process.exitCode = spawnSync('npx', vitest, { cwd: WORKSPACE, env: environment, stdio: 'inherit' }).status ?? 1;
