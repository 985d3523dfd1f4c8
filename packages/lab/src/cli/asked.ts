/** Whose runs a command looks at: those of papers, by the options that select runs, or those of a batch that was handed over. */
import { RefoldError } from '@refold/core';
import type { Asked } from '../executor/batch.ts';
import { foldersOf, ROOT } from '../plan/folders.ts';
import type { Arguments, Option } from './command.ts';
import { backendNameOf, SELECTION, scaleOf, selectionOf } from './selection.ts';

export const BATCH: Option = {
  type: 'string',
  value: 'batch',
  help: 'a batch that reproduce --executor handed over; default, without a paper: the newest',
};

/**
 * What is asked for: papers, or the newest batch where none is named.
 * @throws RefoldError for a batch that isn't there, and for options that say nothing beside it
 */
export async function askedBy(call: Arguments): Promise<readonly Asked[]> {
  const { positionals } = call;
  const batch = call.text('batch');
  if (positionals.length > 0) {
    if (batch !== undefined) throw new RefoldError('a batch has its paper: leave out the paper, or --batch');
    const [scale, selection, recorded] = [scaleOf(call), selectionOf(call), call.flag('recorded')];
    const backend = await backendNameOf(call);
    return positionals.map(paper => ({ paper, scale, selection, recorded, backend }));
  }
  const surplus = [...Object.keys(SELECTION), 'recorded'].find(option => call.flag(option));
  if (surplus !== undefined)
    throw new RefoldError(`--${surplus} is for a paper, and a batch has its own: name a paper, or leave it out`);
  const { batchIds, readBatch } = await import('../executor/batch.ts');
  const folders = foldersOf(ROOT);
  const id = batch ?? batchIds(folders)[0];
  if (id === undefined) throw new RefoldError('no runs were handed over to a cluster yet: name a paper');
  return [readBatch(folders, id).asked];
}
