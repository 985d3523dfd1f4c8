/** A run's curves, histograms, pictures, settings and networks as events, beside its `metrics.jsonl`. */
import type { Network } from '@refold/core/layers';
import {
  type AnyConfig,
  type EpochRecord,
  isEpoch,
  LOG_EVERY,
  type Look,
  MODEL,
  type Observer,
  type RunResult,
  type SessionStart,
  type ShownPicture,
  type StepRecord,
} from '@refold/core/train';
import { textsOf } from './about.ts';
import { BYTES, isDue, MOST_BYTES, MOST_HISTOGRAMS, MOST_PICTURES, Thinning } from './cadence.ts';
import { EventFile, eventFilesIn, now } from './event-file.ts';
import { type RunName, sessionEnd, sessionStart } from './hparams.ts';
import type { SummaryValue } from './messages.ts';
import { histogram, image, scalars } from './values.ts';

/** A run whose events are written. */
export interface LoggedRun {
  readonly folder: string;
  readonly config: AnyConfig;
  readonly name: RunName;
}

type Networks = Readonly<Record<string, Network>>;

/** Kernels, and the scales of norms. */
const SHOWN_PARAMETER = /(^|\.)(kernel|gamma)$/;
/** Of a histogram with its tag, about. */
const HISTOGRAM_BYTES = 620;

/** Writes the events of one session. */
export class RunLog implements Omit<Observer, 'begin'> {
  readonly #run: LoggedRun;
  readonly #logEvery: number;
  readonly #epochs: Thinning;
  readonly #steps: Thinning;
  readonly #file: EventFile;
  /** How often histograms are written after the first step's. */
  readonly #histograms: number;
  #pictureBytes = 0;

  private constructor(run: LoggedRun, { step, totalSteps }: SessionStart, networks: Networks) {
    const { epochs, evalEvery, logEvery = LOG_EVERY } = run.config;
    this.#run = run;
    this.#logEvery = logEvery;
    this.#epochs = new Thinning(epochs, BYTES.epochs, evalEvery);
    this.#steps = new Thinning(totalSteps / logEvery, BYTES.steps);
    const all = shownIn(networks).length * HISTOGRAM_BYTES;
    this.#histograms = Math.min(MOST_HISTOGRAMS, Math.max(2, Math.floor(BYTES.histograms / all))) - 1;
    this.#file = new EventFile(run.folder, step);
  }

  /** Begins a session's file, with what earlier files of the run don't say, or lose now, of the steps before. */
  static async begin(run: LoggedRun, session: SessionStart, look: Look): Promise<RunLog> {
    const { step, records } = session;
    const isFirst = step === 0 || eventFilesIn(run.folder).length === 0;
    const networks = await look.networks();
    const log = new RunLog(run, session, networks);
    if (isFirst) log.#add(0, [sessionStart(run.name, run.config, now()), ...textsOf(run.name, networks)]);
    if (step === 0) log.#addHistograms(0, networks);
    for (const record of records) {
      if (!isFirst && record.step < step) continue;
      if (!isEpoch(record)) log.step(record);
      else if (record.step === step) await log.epoch(record, look);
      else log.#addEpoch(record);
    }
    return log;
  }

  step({ step, loss, losses = {}, lr }: StepRecord): void {
    if (!this.#steps.passes(step / this.#logEvery)) return;
    this.#steps.note(this.#add(step, [...scalars('step', { loss, lr }), ...scalars('step/loss', losses)]));
  }

  async epoch(record: EpochRecord, look: Look): Promise<void> {
    const { step, epoch } = record;
    const isDueOf = (times: number) => isDue(epoch, this.#run.config.epochs, times);
    this.#addEpoch(record);
    if (isDueOf(this.#histograms)) this.#addHistograms(step, await look.networks());
    if (isDueOf(MOST_PICTURES)) await this.#addPictures(step, await look.pictures());
  }

  /** What was measured after the last epoch, and that the run has ended. */
  end({ metrics, epochs, steps }: RunResult): void {
    const last = epochs.at(-1)?.test ?? {};
    const further = Object.entries(metrics).filter(([name, value]) => !Object.is(last[name], value));
    this.#file.add(steps, [...scalars('final', Object.fromEntries(further)), sessionEnd(now())]);
  }

  #addEpoch({ step, epoch, trainLoss, trainLosses = {}, test = {} }: EpochRecord): void {
    if (!this.#epochs.passes(epoch) && epoch < this.#run.config.epochs) return;
    const training = [...scalars('epoch', { loss: trainLoss }), ...scalars('epoch/loss', trainLosses)];
    this.#epochs.note(this.#add(step, [...training, ...scalars('test', test)]));
  }

  #addHistograms(step: number, networks: Networks): void {
    this.#add(
      step,
      shownIn(networks).flatMap(([tag, values]) => histogram(tag, values) ?? []),
    );
  }

  async #addPictures(step: number, pictures: readonly ShownPicture[]): Promise<void> {
    for (const { name, ...pixels } of pictures) {
      const value = await image(`pictures/${name}`, pixels);
      const { length } = value.image!.encodedImageString;
      if (this.#pictureBytes + length <= BYTES.pictures) this.#pictureBytes += this.#add(step, [value]);
    }
  }

  /** Nothing is written that would make the files too large. @returns the bytes that it took */
  #add(step: number, values: readonly SummaryValue[]): number {
    return this.#file.add(step, values, MOST_BYTES);
  }
}

/** The parameters that are shown, by tag. */
const shownIn = (networks: Networks): readonly (readonly [string, ArrayLike<number>])[] =>
  Object.entries(networks).flatMap(([player, { params }]) =>
    [...params].flatMap(([path, { data }]) => {
      const tag = player === MODEL ? `parameters/${path}` : `parameters/${player}/${path}`;
      return SHOWN_PARAMETER.test(path) ? [[tag, data] as const] : [];
    }),
  );
