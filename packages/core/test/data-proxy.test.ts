/** Downloads through the proxy, and with the certificates, that the environment names. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, connect, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { download } from '../src/data/fetching/download.ts';
import { proxySettings } from '../src/data/fetching/http.ts';
import { packNpm } from '../src/data/fetching/npm-package.ts';
import { content, digest } from './support/content.ts';
import { withServer } from './support/server.ts';

let folder: string;
/** What the proxy was asked for. */
let asked: string[];
let proxy: Server;

const listen = (server: Server): Promise<number> =>
  new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));

/** Names that only the proxy can resolve lead to this machine. */
const local = (host: string): string => (host.endsWith('.test') ? '127.0.0.1' : host);

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'refold-proxy-'));
  asked = [];
  const server = createServer((incoming, answer) => {
    asked.push(`${incoming.method} ${incoming.url}`);
    const { hostname, port, pathname } = new URL(incoming.url!);
    request({ host: local(hostname), port, path: pathname, headers: incoming.headers }, reply => {
      answer.writeHead(reply.statusCode!, reply.headers);
      reply.pipe(answer);
    }).end();
  });
  server.on('connect', (incoming: IncomingMessage, client: Duplex) => {
    asked.push(`CONNECT ${incoming.url} ${incoming.headers['proxy-authorization'] ?? ''}`.trim());
    if (incoming.url!.startsWith('forbidden')) return client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    const [host, port] = incoming.url!.split(':') as [string, string];
    const target = connect(Number(port), local(host), () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      target.pipe(client).pipe(target);
    });
    for (const end of [target, client]) end.on('error', () => end.destroy());
  });
  proxy = server;
  const port = await listen(proxy);
  for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS']) {
    vi.stubEnv(name, undefined);
    vi.stubEnv(name.toLowerCase(), undefined);
  }
  vi.stubEnv('HTTP_PROXY', `http://127.0.0.1:${port}`);
});
afterEach(() => {
  vi.unstubAllEnvs();
  proxy.close();
  rmSync(folder, { recursive: true });
});

const path = (): string => join(folder, 'a.bin');
const options = { digest, label: 'a.bin' };
const portOf = (url: string): string => new URL(url).port;

describe('a download', () => {
  it('goes through the proxy', async () => {
    await withServer(
      (_, response) => response.end(content),
      url => download(`http://data.test:${portOf(url)}/a.bin`, path(), options),
    );
    expect(readFileSync(path())).toEqual(content);
    expect(asked).toEqual([expect.stringMatching(/^GET http:\/\/data\.test:\d+\/a\.bin$/)]);
  });

  it('goes past it to the hosts of NO_PROXY', async () => {
    vi.stubEnv('no_proxy', 'elsewhere.test,127.0.0.1');
    await withServer(
      (_, response) => response.end(content),
      url => download(url, path(), options),
    );
    expect(asked).toEqual([]);
    expect(readFileSync(path())).toEqual(content);
  });

  it('names the proxy, without its password, when that refuses or is not there', async () => {
    vi.stubEnv('https_proxy', process.env.HTTP_PROXY!.replace('//', '//user:secret@'));
    const error: unknown = await download('https://forbidden.test/a', path(), options).catch((cause: unknown) => cause);
    expect(String(error)).toMatch(/407.* \(a proxy is set: http:\/\/127\.0\.0\.1:\d+\)/);
    expect(asked).toEqual([`CONNECT forbidden.test:443 Basic ${btoa('user:secret')}`]);
    vi.stubEnv('https_proxy', 'http://127.0.0.1:1');
    await expect(download('https://data.test/a', path(), options)).rejects.toThrow(
      /ECONNREFUSED.* \(a proxy is set: http:\/\/127\.0\.0\.1:1\)/,
    );
  });
});

describe('proxySettings', () => {
  it('reads both forms of every name, the lower-case one first', () => {
    expect(proxySettings({})).toEqual({ http: '', https: '', except: '' });
    expect(proxySettings({ HTTP_PROXY: 'http://a:1', NO_PROXY: '*' })).toEqual({
      http: 'http://a:1',
      https: 'http://a:1',
      except: '*',
    });
    expect(proxySettings({ https_proxy: 'https://b:2', HTTPS_PROXY: 'http://a:1', http_proxy: 'c:3' })).toEqual({
      http: 'http://c:3',
      https: 'https://b:2',
      except: '',
    });
  });

  it('refuses what is no address, by its name', () => {
    expect(() => proxySettings({ HTTPS_PROXY: 'socks5://user:secret@a:1' })).toThrow(
      "HTTPS_PROXY is 'socks5://a:1', which isn't an address like http://proxy:3128",
    );
    expect(() => proxySettings({ HTTP_PROXY: 'http://' })).toThrow(/HTTP_PROXY is 'http:\/\/'/);
  });
});

const { status } = spawnSync('openssl', ['version']);

describe.skipIf(status !== 0)('certificates', () => {
  let certified: string;
  beforeAll(() => {
    certified = mkdtempSync(join(tmpdir(), 'refold-certificate-'));
    const args = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -out cert.pem -days 2';
    spawnSync('openssl', [...args.split(' '), '-subj', '/CN=data.test', '-addext', 'subjectAltName=DNS:data.test'], {
      cwd: certified,
    });
  });
  afterAll(() => rmSync(certified, { recursive: true }));

  const withSecureServer = async (use: (url: string) => Promise<void>): Promise<void> => {
    const [key, cert] = ['key.pem', 'cert.pem'].map(name => readFileSync(join(certified, name)));
    const server = createSecureServer({ key, cert }, (_, response) => response.end(content));
    const port = await listen(server);
    try {
      await use(`https://data.test:${port}/a.bin`);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  };

  it('of SSL_CERT_FILE are trusted, also behind a proxy; else the error says what to set', async () => {
    await withSecureServer(async url => {
      await expect(download(url, path(), options)).rejects.toThrow(
        /self-signed certificate\b.*NODE_EXTRA_CA_CERTS or SSL_CERT_FILE name its authority's file/,
      );
      vi.stubEnv('SSL_CERT_FILE', join(certified, 'cert.pem'));
      await download(url, path(), options);
    });
    expect(readFileSync(path())).toEqual(content);
    expect(asked).toHaveLength(2);
    expect(asked[1]).toMatch(/^CONNECT data\.test:\d+$/);
  });

  it('that are not there are named', async () => {
    vi.stubEnv('SSL_CERT_FILE', join(folder, 'none.pem'));
    await expect(download('https://data.test/a', path(), options)).rejects.toThrow(
      /a file of certificates can't be read: .*none\.pem/,
    );
  });

  it.skipIf(process.platform === 'win32')('reach npm under the name that Node reads', async () => {
    mkdirSync(join(folder, 'bin'));
    writeFileSync(
      join(folder, 'bin', 'npm'),
      '#!/bin/sh\necho "npm error $NODE_EXTRA_CA_CERTS $HTTP_PROXY" >&2; exit 1',
      {
        mode: 0o755,
      },
    );
    vi.stubEnv('PATH', `${join(folder, 'bin')}:${process.env.PATH}`);
    vi.stubEnv('SSL_CERT_FILE', '/ca.pem');
    await expect(packNpm({ name: 'a', version: '1.0.0', digest }, folder)).rejects.toThrow(
      `/ca.pem ${process.env.HTTP_PROXY}`,
    );
  });
});
