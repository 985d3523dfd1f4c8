/** Compiles the addon into build/, without a download: Node-API's headers come from npm, node-gyp's settings from gyp/. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findCompiler, findNodeGyp } from './toolchain.mjs';

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));
const BUILD = join(PACKAGE, 'build');
const ADDON = join(BUILD, 'Release/tfjs_native.node');
/** All that node-gyp, make and the compiler said. */
const LOG = join(BUILD, 'compile.log');
/** How the last compilation ended: the fingerprint of what it compiled, or one of the words below. */
const OUTCOME = join(BUILD, 'outcome.txt');
const [STARTED, FAILED] = ['started', 'failed'];

const outcome = () => (existsSync(OUTCOME) ? readFileSync(OUTCOME, 'utf8') : FAILED);

/** Changes with whatever the addon is made from: sources, settings, headers, compiler, machine. */
export function fingerprint(environment = process.env) {
  const hash = createHash('sha256');
  const { version, command } = findCompiler(environment) ?? {};
  const require = createRequire(import.meta.url);
  const headers = ['node-addon-api', 'node-api-headers'].map(name => require(`${name}/package.json`).version);
  const flags = ['CFLAGS', 'CXXFLAGS', 'LDFLAGS'].map(name => environment[name]);
  hash.update(JSON.stringify([process.platform, process.arch, command, version, headers, flags]));
  const sources = ['gyp', 'native'].flatMap(folder =>
    readdirSync(join(PACKAGE, folder), { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath, entry.name)),
  );
  for (const path of [join(PACKAGE, 'binding.gyp'), ...sources.sort()])
    hash.update(path.slice(PACKAGE.length)).update(readFileSync(path));
  return hash.digest('hex');
}

/** Whether build/ holds the addon of these sources. */
export const isCompiled = () => existsSync(ADDON) && outcome() === fingerprint();

/**
 * Compiles what changed. At any moment the addon is either whole or not there; a compilation that was interrupted is begun afresh.
 * @returns why it failed, in half a sentence; undefined where it didn't
 */
export function compile(environment = process.env) {
  if (outcome() === STARTED) rmSync(BUILD, { recursive: true, force: true });
  // The old addon may not fit the new TypeScript: none is better.
  rmSync(ADDON, { force: true });
  mkdirSync(BUILD, { recursive: true });
  writeFileSync(OUTCOME, STARTED);
  const { status, signal, stdout, stderr } = nodeGyp(['configure', 'build'], environment);
  writeFileSync(LOG, `${stdout}${stderr}`);
  const succeeded = status === 0 && existsSync(ADDON);
  writeFileSync(OUTCOME, succeeded ? fingerprint(environment) : FAILED);
  return succeeded
    ? undefined
    : `compiling failed: ${firstError(`${stderr}${stdout}`) ?? signal ?? `node-gyp ended with code ${status}`} (all of it: ${LOG})`;
}

/** Runs node-gyp's commands with this package's settings. Paths are relative: compilers get no name of a folder above, which may hold spaces. */
export function nodeGyp(commands, environment = process.env) {
  // node-gyp takes npm's configuration from such variables, and prefers it to its own command line.
  const own = Object.entries(environment).filter(([name]) => !/^npm_(package_)?config_/i.test(name));
  return spawnSync(
    process.execPath,
    [findNodeGyp(environment), ...commands, '--nodedir=gyp', `--jobs=${availableParallelism()}`],
    {
      cwd: PACKAGE,
      env: { ...Object.fromEntries(own), CXX: findCompiler(environment).command },
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    },
  );
}

/** The first line in which a compiler, make or gyp speaks of an error. */
const firstError = text =>
  text
    .split('\n')
    .find(line => /\berror\b|Error \d|ERR! /i.test(line))
    ?.trim();
