/** Checkpoints: one safetensors file holds parameters, optimizer state and, in its metadata, how far the run has come. */
import { RefoldError } from '../error.ts';
import { readSafetensors, writeSafetensors } from '../io/safetensors.ts';
import type { Params } from '../layers/types.ts';
import type { NdArray } from '../ndarray.ts';
import type { MetricsRecord } from './records.ts';

/** How far a run has come. */
export interface TrainProgress {
  /** Steps done, over all epochs. */
  readonly step: number;
  /** Sum of the losses of this epoch's steps. */
  readonly lossSum: number;
  /** Wall time of all sessions, and the part of it that went into steps. */
  readonly seconds: number;
  readonly stepSeconds: number;
  /** Of each session. */
  readonly backends: readonly string[];
  readonly records: readonly MetricsRecord[];
}

export interface Checkpoint {
  /** Hash of the run's configuration. */
  readonly hash: string;
  readonly standing: TrainProgress;
  /** Parameters and running statistics. */
  readonly params: Params;
  /** Keyed `slot/path`. */
  readonly optimizer: ReadonlyMap<string, NdArray>;
}

const FORMAT = '1';
const PARAMS = 'params/';
const OPTIMIZER = 'optimizer/';

/** Replaces the checkpoint at `path`, which stays whole until the new one is. */
export function writeCheckpoint(path: string, { hash, standing, params, optimizer }: Checkpoint): void {
  const tensors = new Map<string, NdArray>();
  for (const [name, value] of params) tensors.set(PARAMS + name, value);
  for (const [key, value] of optimizer) tensors.set(OPTIMIZER + key, value);
  writeSafetensors(path, tensors, {
    'refold.checkpoint': FORMAT,
    'refold.hash': hash,
    'refold.standing': JSON.stringify(standing),
  });
}

/** @throws RefoldError when the file isn't there, isn't whole, or isn't a checkpoint */
export function readCheckpoint(path: string): Checkpoint {
  const { tensors, metadata } = readSafetensors(path);
  const hash = metadata['refold.hash'];
  const standing = metadata['refold.standing'];
  if (metadata['refold.checkpoint'] !== FORMAT || hash === undefined || standing === undefined) {
    throw new RefoldError(`${path} is no checkpoint of this version of Refold: its metadata don't say so.`);
  }
  const below = (prefix: string) =>
    new Map(
      [...tensors].flatMap(([name, value]) => (name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : [])),
    );
  return { hash, standing: JSON.parse(standing) as TrainProgress, params: below(PARAMS), optimizer: below(OPTIMIZER) };
}

/**
 * The checkpoint to go on from.
 * @throws RefoldError, saying what to do, when the file is damaged or belongs to a run of another configuration
 */
export function resumable(path: string, hash: string): Checkpoint {
  let checkpoint: Checkpoint;
  try {
    checkpoint = readCheckpoint(path);
  } catch (cause) {
    if (!(cause instanceof RefoldError)) throw cause;
    throw new RefoldError(`can't resume: ${cause.message} To begin this run again, delete the file or pass --fresh.`, {
      cause,
    });
  }
  if (checkpoint.hash === hash) return checkpoint;
  throw new RefoldError(
    `can't resume: ${path} belongs to a run of another configuration (${checkpoint.hash}, this one is ${hash}). Use another folder or, to begin this run in its place, delete the file or pass --fresh.`,
  );
}
