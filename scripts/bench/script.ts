/** Shared by the benchmark commands: flags, errors as messages, peers that may be missing. */
import { parseArgs } from 'node:util';
import { RefoldError, suggestions } from '@refold/core';
import { type PeerSource, peerSources } from './launches.ts';
import { type Launch, Peer } from './peer.ts';

/** The default of each flag, and its help. */
export type Flags = Readonly<Record<string, { readonly default: string; readonly help: string }>>;

/** Runs a command with its flags; prints the message of a user's error, without a stack trace. */
export async function script<F extends Flags>(
  usage: string,
  flags: F,
  main: (values: Readonly<Record<keyof F, string>>) => Promise<void>,
): Promise<void> {
  try {
    const values = readFlags(flags, process.argv.slice(2));
    if (values === undefined) process.stdout.write(helpOf(usage, flags));
    else await main(values);
  } catch (error) {
    if (!(error instanceof RefoldError)) throw error;
    process.stderr.write(`error: ${error.message}\n`);
    process.exitCode = 1;
  }
}

/** Returns the values of flags, or their defaults; undefined for `--help`. @throws RefoldError for an unknown flag */
export function readFlags<F extends Flags>(
  flags: F,
  args: readonly string[],
): Readonly<Record<keyof F, string>> | undefined {
  const options = Object.fromEntries(
    Object.entries(flags).map(([name, { default: value }]) => [name, { type: 'string' as const, default: value }]),
  );
  try {
    const { values } = parseArgs({ args: [...args], options: { ...options, help: { type: 'boolean' } } });
    return values.help ? undefined : (values as unknown as Record<keyof F, string>);
  } catch (cause) {
    throw new RefoldError(`${(cause as Error).message}. --help lists the flags`, { cause });
  }
}

const helpOf = (usage: string, flags: Flags): string =>
  [
    usage,
    ...Object.entries(flags).map(
      ([name, { default: value, help }]) => `  --${name.padEnd(8)} ${help} (default: ${value})`,
    ),
    '',
  ].join('\n');

/** Splits 'a,b' into names. @throws RefoldError for an unknown name, with similar ones */
export function parseNames<T extends string>(flag: string, text: string, known: readonly T[]): readonly T[] {
  return text.split(',').map(word => {
    const name = known.find(other => other === word.trim());
    if (name !== undefined) return name;
    const similar = suggestions(word, known);
    throw new RefoldError(
      `--${flag}: unknown '${word}'. Available: ${(similar.length > 0 ? similar : known).join(', ')}`,
    );
  });
}

/** Splits '128,32' into whole numbers above 0. @throws RefoldError naming the flag */
export function parseNumbers(flag: string, text: string): readonly number[] {
  return text.split(',').map(word => {
    const value = Number(word);
    if (!Number.isInteger(value) || value < 1)
      throw new RefoldError(`--${flag}: '${word}' is not a whole number above 0`);
    return value;
  });
}

/** Names of all peers, installed or not. */
export const peerNames = (): readonly string[] => peerSources().map(({ name }) => name);

/** Returns how to start those of the named peers that are installed; reports what was found, or how to install it. */
export async function findPeers(
  names: readonly string[],
  threads: number,
  say: (line: string) => void,
): Promise<readonly Launch[]> {
  const found: Launch[] = [];
  for (const source of peerSources().filter(({ name }) => names.includes(name))) {
    const launch = source.launch(threads);
    if (await answers(source, launch, say)) found.push(launch);
  }
  return found;
}

async function answers(source: PeerSource, launch: Launch, say: (line: string) => void): Promise<boolean> {
  const missing = `${source.name}: left out. To install it: ${source.install}`;
  if (source.isThere()) return greets(launch, missing, say);
  say(missing);
  return false;
}

/** Whether a peer starts; reports what it is, or `missing` with the reason. */
export async function greets(launch: Launch, missing: string, say: (line: string) => void): Promise<boolean> {
  try {
    const peer = await Peer.start(launch);
    say(`${launch.name}: ${peer.greeting.detail}`);
    await peer.close();
    return true;
  } catch (error) {
    if (!(error instanceof RefoldError)) throw error;
    say(`${missing}\n  (${error.message.split('\n').at(-1)})`);
    return false;
  }
}

/** Starts peers, passes them to `work`, and ends them in any case. */
export async function withPeers<T>(
  launches: readonly Launch[],
  work: (peers: readonly Peer[]) => Promise<T>,
): Promise<T> {
  const peers: Peer[] = [];
  try {
    for (const launch of launches) peers.push(await Peer.start(launch));
    return await work(peers);
  } finally {
    await Promise.all(peers.map(peer => peer.close()));
  }
}
