/** The papers of a queue, made ready: planned at the scale, their weights fetched, their ledgers read. */
import { RefoldError } from '@refold/core';
import type { Paper } from '../define/paper.ts';
import type { Scale } from '../define/scales.ts';
import { foldersOf, ROOT } from '../plan/folders.ts';
import { planPaper } from '../plan/paper-plan.ts';
import { loadPaper, paperNames } from '../plan/papers.ts';
import { commitOf, today } from '../results/provenance.ts';
import { services as realServices, type Services } from '../run/services.ts';
import { Session } from '../run/session.ts';
import type { Reporter } from '../terminal/progress.ts';
import { unknownName } from '../terminal/suggestions.ts';
import { PaperQueue } from './paper-queue.ts';

export interface OpenOptions {
  readonly scale: Scale;
  readonly signal: AbortSignal;
  readonly reporter: Reporter;
  /** Default: 'auto'. */
  readonly backend?: string | undefined;
  /** The repository's root. */
  readonly root?: string;
  readonly services?: Services;
}

/**
 * Makes a paper ready.
 * @param backend the active one
 * @throws RefoldError for a table that can't be planned, and a damaged ledger
 */
export async function openPaper(paper: Paper, backend: string, options: OpenOptions): Promise<PaperQueue> {
  const { scale, signal, reporter, root = ROOT } = options;
  const services = options.services ?? realServices(reporter, signal, paper);
  const folders = foldersOf(root);
  const plan = planPaper(paper, scale, folders.experiments, { backend });
  const origin = { backend, commit: commitOf(root), date: today() };
  const session = new Session(plan, { folders, reporter, signal, selectBackend: async () => backend, ...origin });
  await services.fetchWeights(paper.weights?.(scale) ?? []);
  return await PaperQueue.open(session, services);
}

/**
 * Makes papers ready, by name.
 * @param names default: every paper that has experiments
 * @throws RefoldError as `openPaper`, for a paper that isn't there, and for a backend that can't be used
 */
export async function openPapers(
  names: readonly string[] | undefined,
  options: OpenOptions,
): Promise<readonly PaperQueue[]> {
  const { signal, reporter, backend: wanted = 'auto' } = options;
  const { experiments } = foldersOf(options.root ?? ROOT);
  const all = paperNames(experiments);
  for (const name of names ?? []) if (!all.includes(name)) throw unknownName('paper', name, all);
  if (all.length === 0) throw new RefoldError(`there are no papers in ${experiments}`);
  const backend = await (options.services ?? realServices(reporter, signal)).selectBackend(wanted);
  const opened: PaperQueue[] = [];
  for (const name of names ?? all) opened.push(await openPaper(await loadPaper(experiments, name), backend, options));
  return opened;
}
