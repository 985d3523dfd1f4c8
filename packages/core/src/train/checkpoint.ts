/** Checkpoints: one safetensors file holds every player, the task's own state and, in its metadata, how far the run has come. */
import { RefoldError } from '../error.ts';
import { InvalidFile } from '../io/bytes.ts';
import { parseNumbers, stringifyNumbers } from '../io/json-numbers.ts';
import { readSafetensors, writeSafetensors } from '../io/safetensors.ts';
import type { Params } from '../layers/types.ts';
import type { NdArray } from '../ndarray.ts';
import type { MetricsRecord } from './records.ts';

/** How far a run has come. */
export interface TrainProgress {
  /** Steps done, over all epochs. */
  readonly step: number;
  /** Sums of the losses of this epoch's steps, by name. */
  readonly lossSums: Readonly<Record<string, number>>;
  /** Wall time of all sessions, and the part of it that went into steps. */
  readonly seconds: number;
  readonly stepSeconds: number;
  /** Of each session, with its instruction set: 'native avx2'. */
  readonly backends: readonly string[];
  readonly records: readonly MetricsRecord[];
}

/** A player as a checkpoint holds it. */
export interface SavedPlayer {
  /** Parameters and running statistics. */
  readonly params: Params;
  /** What its optimizer keeps, by `slot/path`; empty for a frozen player, and in snapshots. */
  readonly optimizer: ReadonlyMap<string, NdArray>;
}

/** What a run needs to go on bit for bit. */
export interface Checkpoint {
  /** Hash of the run's configuration. */
  readonly hash: string;
  readonly progress: TrainProgress;
  readonly players: ReadonlyMap<string, SavedPlayer>;
  /** The task's own. */
  readonly state: ReadonlyMap<string, NdArray>;
}

/** The name of supervised learning's only player. */
export const MODEL = 'model';

const FORMAT = '2';
/** Tensors are named `model/params/conv.kernel`, `model/optimizer/momentum/conv.kernel` and, of the task itself, `/pool`. */
const PARAMS = 'params/';
const OPTIMIZER = 'optimizer/';

/** Replaces the checkpoint at `path`, which stays whole until the new one is. */
export function writeCheckpoint(path: string, { hash, progress, players, state }: Checkpoint): void {
  const tensors = new Map<string, NdArray>();
  for (const [player, { params, optimizer }] of players) {
    for (const [name, value] of params) tensors.set(`${player}/${PARAMS}${name}`, value);
    for (const [key, value] of optimizer) tensors.set(`${player}/${OPTIMIZER}${key}`, value);
  }
  for (const [name, value] of state) tensors.set(`/${name}`, value);
  writeSafetensors(path, tensors, {
    'refold.checkpoint': FORMAT,
    'refold.hash': hash,
    'refold.players': JSON.stringify([...players.keys()]),
    'refold.progress': stringifyNumbers(progress),
  });
}

/**
 * Reads what `writeCheckpoint` wrote.
 * @throws RefoldError for a file that is absent or damaged, or isn’t a checkpoint of this version
 */
export function readCheckpoint(path: string): Checkpoint {
  const { tensors, metadata } = readSafetensors(path);
  const { 'refold.hash': hash, 'refold.progress': progress, 'refold.players': names } = metadata;
  if (metadata['refold.checkpoint'] !== FORMAT || hash === undefined || progress === undefined || names === undefined) {
    throw new InvalidFile(
      `${path} isn't a checkpoint of this version of Refold: its metadata doesn't say so.`,
      'Use the version that wrote it, or train again.',
    );
  }
  const below = (prefix: string) =>
    new Map(
      [...tensors].flatMap(([name, value]) => (name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : [])),
    );
  const players = (JSON.parse(names) as string[]).map(
    name => [name, { params: below(`${name}/${PARAMS}`), optimizer: below(`${name}/${OPTIMIZER}`) }] as const,
  );
  return { hash, progress: parseNumbers(progress) as TrainProgress, players: new Map(players), state: below('/') };
}

/**
 * A checkpoint's player.
 * @param name default: that of supervised learning
 * @throws RefoldError naming the players when it is none of them
 */
export function playerIn({ players }: Checkpoint, name: string = MODEL): SavedPlayer {
  const player = players.get(name);
  if (player === undefined) {
    throw new RefoldError(`the checkpoint has no player '${name}'. Available: ${[...players.keys()].join(', ')}.`);
  }
  return player;
}

/** What is wrong with a checkpoint that can be read, but not used. */
export interface Damage {
  /** Names the file. */
  readonly damage: string;
}

/**
 * What a checkpoint is fit for: the checkpoint itself, or what is wrong with its bytes.
 * @throws RefoldError when the file can't be read
 */
export function inspectCheckpoint(path: string): Checkpoint | Damage {
  try {
    return readCheckpoint(path);
  } catch (cause) {
    if (cause instanceof InvalidFile) return { damage: cause.fault };
    // An error with a cause is the system's: the file itself may be whole.
    if (!(cause instanceof RefoldError) || cause.cause !== undefined) throw cause;
    return { damage: cause.message };
  }
}

/**
 * The checkpoint to go on from, or what is wrong with it.
 * @throws RefoldError, saying what to do, when the file can't be read or belongs to a run of another configuration
 */
export function resumable(path: string, hash: string): Checkpoint | Damage {
  const found = inspectCheckpoint(path);
  if ('damage' in found || found.hash === hash) return found;
  throw new RefoldError(
    `can't resume: ${path} belongs to a run of another configuration (${found.hash}, this one is ${hash}). Use another folder or, to begin this run in its place, move the file away.`,
  );
}
