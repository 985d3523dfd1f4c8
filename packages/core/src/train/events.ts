/** What a run tells while it goes on, what it ends with, and how it is stopped. */
import { RefoldError } from '../error.ts';
import type { EpochRecord, Metrics } from './records.ts';

/** Epochs and steps count from 1. */
export type TrainEvent =
  | { readonly kind: 'start'; readonly backend: string; readonly step: number; readonly totalSteps: number }
  | {
      readonly kind: 'step';
      readonly epoch: number;
      readonly step: number;
      readonly totalSteps: number;
      /** Sum of the step's losses. */
      readonly loss: number;
      readonly lr: number;
      readonly imagesPerSecond: number;
      readonly secondsLeft: number;
    }
  | ({ readonly kind: 'epoch' } & EpochRecord)
  | { readonly kind: 'checkpoint'; readonly step: number; readonly path: string }
  /** The checkpoint at `path` is damaged and was renamed to `aside`; the run begins again. */
  | { readonly kind: 'setAside'; readonly path: string; readonly aside: string; readonly reason: string }
  /** The task begins to measure what was trained; no event says how far it is. */
  | { readonly kind: 'measure' };

/** What a finished run measured: `result.json` in its folder. */
export interface RunResult {
  /** Hash of the configuration. */
  readonly hash: string;
  /** Those of the last evaluation, and what the task measured at the end. */
  readonly metrics: Metrics;
  readonly epochs: readonly EpochRecord[];
  readonly steps: number;
  /** Examples of all streams per second, while training; 0 of a run without steps. */
  readonly imagesPerSecond: number;
  /** Training, evaluation and saving, over all sessions. */
  readonly seconds: number;
  /** The backends of all sessions with their instruction sets, in order, joined by ', ': 'native avx2'. */
  readonly backend: string;
}

/** The run was stopped from outside, is saved, and can go on. */
export class Interrupted extends RefoldError {
  override readonly name = 'Interrupted';
}
