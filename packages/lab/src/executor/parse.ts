/** What `--executor` says. */
import { RefoldError } from '@refold/core';
import { unknownName } from '../terminal/suggestions.ts';

/** Where runs are trained. `workers`: processes of this machine at a time; default: as `slotsOn` has it. */
export type ExecutorChoice =
  | { readonly kind: 'local'; readonly workers: number | undefined }
  | { readonly kind: 'slurm' }
  | { readonly kind: 'kubernetes' };

/** 'local', 'local:4', 'slurm' or 'kubernetes'. @throws RefoldError for anything else */
export function parseExecutor(text: string): ExecutorChoice {
  const [kind = '', ...rest] = text.split(':');
  if (kind === 'local') {
    const count = rest.join(':');
    if (rest.length === 0) return { kind, workers: undefined };
    if (!/^[1-9]\d*$/.test(count)) {
      throw new RefoldError(
        `--executor is '${text}'; after 'local:' comes the number of processes, at least 1: local:4`,
      );
    }
    return { kind, workers: Number(count) };
  }
  if (kind !== 'slurm' && kind !== 'kubernetes') throw unknownName('executor', text, ['local', 'slurm', 'kubernetes']);
  if (rest.length > 0) throw new RefoldError(`--executor is '${text}'; ${kind} takes nothing after it`);
  return { kind };
}
