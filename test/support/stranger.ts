/** A project outside this repository that has installed the packed packages, and a browser to open a page of it. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, extname, join, normalize } from 'node:path';
import { text } from 'node:stream/consumers';
import { program } from '../../packages/lab/test/support/browser.ts';

/** A folder with nothing but what npm installed. */
export interface Project {
  readonly folder: string;
  /** Writes files, by their paths in the folder. */
  write(files: Readonly<Record<string, string>>): void;
  /** What Node prints when it runs this. @throws Error with its output where it fails */
  node(...args: readonly string[]): string;
  remove(): void;
}

/** Makes an empty project. */
export function emptyProject(): Project {
  const folder = mkdtempSync(join(tmpdir(), 'refold-stranger-'));
  // No loader of this repository's, and none of what npm tells the commands that it runs.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(NODE_OPTIONS|npm_|VITEST)/.test(name)),
  );
  const project: Project = {
    folder,
    write: files => {
      for (const [path, content] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), content);
      }
    },
    node: (...args) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, env, encoding: 'utf8' });
      if (status !== 0) throw new Error(`node ${args.join(' ')} failed\n${stdout}\n${stderr}`);
      return stdout;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
  project.write({ 'package.json': JSON.stringify({ private: true, type: 'module' }) });
  return project;
}

/** Has npm install packages, from its cache where that has them all. @returns why it couldn't, if it couldn't */
export function install({ folder }: Project, packages: readonly string[]): string | undefined {
  let failure = '';
  for (const source of ['--offline', '--prefer-offline']) {
    try {
      const args = ['install', source, '--no-audit', '--no-fund', '--loglevel=error', ...packages];
      execFileSync('npm', args, { cwd: folder, stdio: 'pipe', encoding: 'utf8', shell: process.platform === 'win32' });
      return undefined;
    } catch (error) {
      failure = (error as { readonly stderr: string }).stderr;
    }
  }
  return failure;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
};

/**
 * Serves a folder, opens its index.html in a headless browser, and waits for what the page posts.
 * @throws Error when nothing has come after a minute
 */
export async function postedBy(folder: string): Promise<string> {
  const profile = mkdtempSync(join(tmpdir(), 'refold-browser-'));
  let chromium: ChildProcess | undefined;
  const server = createServer();
  try {
    await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    const posted = serve(server, folder);
    const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', `--user-data-dir=${profile}`];
    chromium = spawn(program!, [...flags, `http://127.0.0.1:${port}/`], { stdio: 'ignore' });
    return await posted;
  } finally {
    await ended(chromium);
    server.closeAllConnections();
    server.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

/** Answers requests with files of a folder, until one posts something. @returns what was posted */
function serve(server: Server, folder: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('the page posted nothing within a minute')), 60_000);
    server.on('request', async (request: IncomingMessage, response: ServerResponse) => {
      if (request.method === 'POST') {
        clearTimeout(late);
        response.end();
        resolve(await text(request));
        return;
      }
      const path = join(folder, request.url === '/' ? 'index.html' : normalize(request.url!));
      response.writeHead(existsSync(path) ? 200 : 404, { 'content-type': TYPES[extname(path)] ?? 'text/plain' });
      response.end(existsSync(path) ? readFileSync(path) : '');
    });
  });
}

function ended(child: ChildProcess | undefined): Promise<void> {
  return new Promise(resolve => {
    if (child === undefined || child.exitCode !== null) return resolve();
    child.once('close', () => resolve());
    child.kill();
  });
}
