/** What `refold doctor` asks: which backends are here, which work, and what to do about the others. */
import { type ChildProcess, fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { BACKEND_NAMES, type BackendName } from './info.ts';

/** What came of trying a backend. */
export type ProbeStatus = 'found' | 'missing' | 'broken';

/** A backend, and what came of trying it. */
export interface Probe {
  readonly name: BackendName;
  readonly status: ProbeStatus;
  /** what was found, or why it cannot be used */
  readonly detail: string;
  /** what to do where it cannot be used */
  readonly remedy?: string;
}

/** A probe's answer without its name, as the child process sends it. */
export type ProbeAnswer = Omit<Probe, 'name'>;

const SECONDS = 60;

/** This module's ending: '.ts' where sources run, through tsx, '.js' in the published package. */
const ENDING = import.meta.url.endsWith('.ts') ? '.ts' : '.js';

/**
 * Opens each backend and runs one convolution on it, each in a process of its own: a native library that does not fit the
 * machine ends its process, and no backend sees what another one left in tfjs.
 */
export const probeBackends = (names: readonly BackendName[] = BACKEND_NAMES): Promise<Probe[]> =>
  Promise.all(names.map(async name => ({ name, ...(await ask(name)) })));

function ask(name: BackendName): Promise<ProbeAnswer> {
  const loader =
    ENDING === '.ts' ? ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href] : [];
  const child = fork(fileURLToPath(new URL(`./probe-child${ENDING}`, import.meta.url)), [name], {
    execArgv: loader,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    timeout: SECONDS * 1000,
  });
  return answerOf(child);
}

/** The child's message, or an account of how it died without one. */
function answerOf(child: ChildProcess): Promise<ProbeAnswer> {
  return new Promise(resolve => {
    let errors = '';
    child.stderr?.on('data', chunk => {
      errors += chunk;
    });
    child.once('message', answer => resolve(answer as ProbeAnswer));
    child.once('error', error => resolve({ status: 'broken', detail: error.message }));
    child.once('close', (code, signal) => {
      const end = child.killed ? `gave no answer in ${SECONDS} s` : `process ended with ${signal ?? `code ${code}`}`;
      const lastLine = errors.trim().split('\n').at(-1);
      resolve({ status: 'broken', detail: lastLine ? `${end}: ${lastLine}` : end });
    });
  });
}
