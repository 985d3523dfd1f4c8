/** HTTP as the environment asks for it: through its proxy, trusting its certificates. Node's own fetch looks at neither. */
import { readFileSync } from 'node:fs';
import * as tls from 'node:tls';
import type { Dispatcher, Response } from 'undici';
import { Unavailable } from './unavailable.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Proxies, and the hosts that are asked directly. An empty text means none. */
export interface ProxySettings {
  readonly http: string;
  readonly https: string;
  readonly except: string;
}

/**
 * What HTTP_PROXY, HTTPS_PROXY and NO_PROXY say. Names in lower case come first, as in curl; HTTPS_PROXY defaults to HTTP_PROXY, and a
 * proxy without a scheme is reached by http.
 * @throws Unavailable naming the variable, for what isn't an address of a proxy
 */
export function proxySettings(env: Environment = process.env): ProxySettings {
  const settingOf = (name: string): string => env[name.toLowerCase()] || env[name] || '';
  const proxyOf = (name: string): string => {
    const value = settingOf(name).trim();
    const address = value === '' || value.includes('://') ? value : `http://${value}`;
    if (address !== '' && !(URL.canParse(address) && /^https?:/.test(address))) {
      throw new Unavailable(`${name} is '${withoutPassword(value)}', which isn't an address like http://proxy:3128`);
    }
    return address;
  };
  const http = proxyOf('HTTP_PROXY');
  return { http, https: proxyOf('HTTPS_PROXY') || http, except: settingOf('NO_PROXY') };
}

/**
 * The certificates to trust where SSL_CERT_FILE names some, in PEM: those, Node's own and those of NODE_EXTRA_CA_CERTS. Undefined where
 * it is not set, and Node's default holds.
 * @throws Unavailable when the file can't be read
 */
export function trustedCertificates(env: Environment = process.env): string[] | undefined {
  const { SSL_CERT_FILE: file, NODE_EXTRA_CA_CERTS: extra } = env;
  if (!file) return undefined;
  try {
    const others = extra && extra !== file ? [readFileSync(extra, 'utf8')] : [];
    return [...tls.rootCertificates, ...others, readFileSync(file, 'utf8')];
  } catch (cause) {
    throw new Unavailable(`a file of certificates can't be read: ${(cause as Error).message}`, { cause });
  }
}

/**
 * Requests `url` and hands the answer to `use`; the connection is closed after that.
 * @throws Unavailable naming the proxy that is set, or what to set where a certificate isn't trusted; what `use` throws
 */
export async function withResponse<T>(
  url: string,
  options: { readonly headers: Readonly<Record<string, string>>; readonly signal: AbortSignal },
  use: (response: Response) => Promise<T>,
): Promise<T> {
  const { EnvHttpProxyAgent, fetch } = await import('undici');
  const { http, https, except } = proxySettings();
  const ca = trustedCertificates();
  const trust = ca === undefined ? {} : { connect: { ca }, requestTls: { ca }, proxyTls: { ca } };
  // Only https needs a tunnel; many proxies refuse one to the port of http.
  const proxies = { httpProxy: http, httpsProxy: https, noProxy: except, proxyTunnel: false };
  const dispatcher: Dispatcher = new EnvHttpProxyAgent({ ...proxies, ...trust });
  try {
    return await use(await fetch(url, { ...options, dispatcher }));
  } catch (cause) {
    throw explained(cause, new URL(url).protocol === 'https:' ? https : http);
  } finally {
    await dispatcher.destroy();
  }
}

/** What fetch hides: the reason is the innermost cause of a bare "fetch failed". */
function explained(error: unknown, proxy: string): unknown {
  if (!(error instanceof TypeError && error.cause instanceof Error)) return error;
  let reason = error.cause;
  while (reason.cause instanceof Error) reason = reason.cause;
  const { message, code = '' } = reason as NodeJS.ErrnoException;
  const route = proxy === '' ? '' : ` (a proxy is set: ${withoutPassword(proxy)})`;
  const advice = UNTRUSTED.test(code)
    ? ". If your network puts its own certificate in between, let NODE_EXTRA_CA_CERTS or SSL_CERT_FILE name its authority's file"
    : '';
  return new Unavailable(`${message || code || error.message}${route}${advice}`, { cause: error });
}

const UNTRUSTED = /^(SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_\w+)$/;

const withoutPassword = (address: string): string => address.replace(/\/\/[^/@]*@/, '//');
