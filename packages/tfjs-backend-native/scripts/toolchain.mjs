/** What the addon is compiled with: a C++ compiler, make, Python, and the node-gyp that npm brings. */
import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/** The first line of what a command says of its version; undefined where it doesn't run. */
function versionOf(command) {
  const { status, stdout } = spawnSync(`${command} --version`, { encoding: 'utf8', shell: true });
  return status === 0 ? stdout.split('\n', 1)[0].trim() : undefined;
}

/** The compiler's command and version: CXX, or the first that is there. */
export function findCompiler(environment = process.env) {
  for (const command of environment.CXX ? [environment.CXX] : ['g++', 'clang++', 'c++']) {
    const version = versionOf(command);
    if (version !== undefined) return { command, version };
  }
  return undefined;
}

/** node-gyp's script: the one that npm names, else the one that comes with npm. */
export function findNodeGyp(environment = process.env) {
  const npm = environment.npm_execpath ?? onPath('npm', environment);
  const homes = [
    // npm's command is bin/npm-cli.js in its home, once links are followed.
    ...(npm ? [join(dirname(npm), '..')] : []),
    join(dirname(process.execPath), '../lib/node_modules/npm'),
  ];
  const candidates = [
    environment.npm_config_node_gyp,
    ...homes.map(home => join(home, 'node_modules/node-gyp/bin/node-gyp.js')),
    onPath('node-gyp', environment),
  ];
  return candidates.find(path => path && existsSync(path));
}

function onPath(program, environment) {
  const places = (environment.PATH ?? '').split(delimiter).map(folder => join(folder, program));
  const found = places.find(place => existsSync(place));
  return found && realpathSync(found);
}

/** What keeps this machine from compiling, in half a sentence; undefined where nothing does. */
export function obstacle(environment = process.env) {
  if (process.platform === 'win32') return 'it runs on Linux and macOS, and so in WSL, not on Windows itself';
  const missing = [
    ...(findCompiler(environment) ? [] : ['C++ compiler']),
    ...(versionOf('make') ? [] : ['make']),
    ...(versionOf(environment.PYTHON ?? 'python3') ? [] : ['python3']),
    ...(findNodeGyp(environment) ? [] : ['node-gyp (npm brings it)']),
  ];
  return missing.length > 0 ? `no ${missing.join(', no ')} was found` : undefined;
}

/** What to install, and what to run then. */
export function remedy() {
  if (process.platform === 'win32') return 'Nothing to do: use another backend, or WSL.';
  const tools =
    process.platform === 'darwin'
      ? "Apple's command line tools (xcode-select --install)"
      : 'a C++ compiler, make and Python 3 (Debian, Ubuntu: apt-get install g++ make python3)';
  return `Install ${tools}, then run: npm rebuild tfjs-backend-native`;
}
