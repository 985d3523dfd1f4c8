/** What the tables of blocks run with: one recipe for every host and block, that of docs/recipes.md. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PLAIN_SCALES, type PlainSettings, plainRecipe, type WithRecipe } from '@refold/lab';
import { parse } from 'csv-parse/sync';
import { epochsInTime, HOSTS, type Host, type HostName, type HostSize, type Speeds } from 'guide';
import type { BlockName } from './blocks.ts';

/** A host, the schedule, and for how long each block trains where all have the same time. */
export interface BlockSettings extends Omit<PlainSettings, 'plain' | 'onWasm'>, WithRecipe {
  readonly host: Host;
  /** @throws RefoldError for a block whose speed nobody has measured */
  readonly epochsInTime: (block: BlockName) => number;
}

/** Where all have the same time, it is that of the slowest block for so many epochs. */
const SLOWEST: BlockName = 'DBB in RepVGG';
const EPOCHS = { smoke: 1, quick: 1, standard: 5 } as const;
const SIZES = { smoke: 'tiny', quick: 'small', standard: 'medium' } as const satisfies Record<string, HostSize>;

/** The settings of a host at each scale. */
export const blockScales = (name: HostName) => ({
  smoke: at(name, 'smoke'),
  quick: at(name, 'quick'),
  standard: at(name, 'standard'),
});

function at(name: HostName, scale: keyof typeof SIZES): BlockSettings {
  const { plain: _, ...settings } = PLAIN_SCALES[scale];
  const host = HOSTS[name][SIZES[scale]];
  return {
    ...settings,
    host,
    network: host.network,
    recipe: plainRecipe(settings),
    epochsInTime: block => epochsInTime(block, speedsOf(name, SIZES[scale]), { of: SLOWEST, epochs: EPOCHS[scale] }),
  };
}

/** The training speeds that scripts/block-speeds.ts measured: a run's length depends on them, so they are measured once, and kept. */
const speeds: readonly Readonly<Record<string, string>>[] = parse(
  readFileSync(join(import.meta.dirname, 'speeds.csv')),
  { columns: true },
);

function speedsOf(host: HostName, size: HostSize): Speeds {
  const found = speeds.filter(line => line.host === host && line.size === size);
  return Object.fromEntries(found.map(({ block, speed }) => [block, Number(speed)]));
}
