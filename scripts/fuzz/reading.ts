/** Reads mutants in a process of its own, so that one that hangs or ends the process costs no others. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RefoldError, Rng } from '@refold/core';
import { type Kind, MOST_BYTES } from './kinds.ts';

/** What the process says: with which mutant it begins and then of each, once it is read, what became of it and the processor time that it took. */
export interface Message {
  readonly i: number;
  readonly outcome?: string;
  readonly milliseconds?: number;
}

/** A mutant by its number. */
export const mutantOf = ({ mutate }: Pick<Kind, 'mutate'>, original: Buffer, name: string, i: number): Buffer =>
  mutate(original, Rng.seeded(name).fork(i));

/** Reads the mutants of a file from number `first` up to `count`, telling `say` before all of them and after each. */
export async function readMutants(
  kind: Omit<Kind, 'seeds'>,
  name: string,
  original: Buffer,
  [first, count]: readonly [number, number],
  say: (message: Message) => void,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'refold-fuzz-'));
  const path = join(folder, 'mutant');
  say({ i: first });
  for (let i = first; i < count; i++) {
    writeFileSync(path, mutantOf(kind, original, name, i));
    const before = process.cpuUsage();
    const outcome = await outcomeOf(kind, path, original);
    const { user, system } = process.cpuUsage(before);
    say({ i, outcome, milliseconds: (user + system) / 1000 });
  }
  rmSync(folder, { recursive: true });
}

/** What became of one: 'read', 'refused', or what went wrong. */
async function outcomeOf(
  { read, mostBytes = MOST_BYTES }: Omit<Kind, 'seeds'>,
  path: string,
  original: Buffer,
): Promise<string> {
  const before = peakBytes();
  const usual = await (async () => read(path, original))().then(
    () => 'read',
    (error: unknown) => (error instanceof RefoldError ? 'refused' : `threw ${(error as Error).stack ?? error}`),
  );
  const bytes = peakBytes() - before;
  return bytes > mostBytes ? `took ${bytes} bytes` : usual;
}

/** The most memory that this process ever had. */
const peakBytes = (): number => 1024 * process.resourceUsage().maxRSS;
