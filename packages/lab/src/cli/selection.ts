/** Options that select runs of papers, for commands that train them, look at them or collect them. */
import { RefoldError } from '@refold/core';
import { SCALES, type Scale } from '../define/scales.ts';
import type { Selection } from '../plan/paper-plan.ts';
import { type Arguments, type Option, oneOf, wholeNumber } from './command.ts';

/** `--table`, `--row`, `--scale`, `--seeds`, `--backend` and `--data`. */
export const SELECTION = {
  table: { type: 'string', value: 'id,id', help: 'only these tables or figures' },
  row: { type: 'string', value: 'text', help: 'only rows whose name contains this, and their baselines' },
  scale: { type: 'string', value: 'scale', help: `${SCALES.join(', ')}; default: quick` },
  seeds: { type: 'string', value: 'n', help: "seeds 0 to n-1 in place of each table's own" },
  backend: {
    type: 'string',
    value: 'backend',
    help: 'tensorflow, native, wasm, cpu or webgpu; default: the best that works',
  },
  data: {
    type: 'string',
    value: 'dataset',
    help: async () => {
      const { DATASET_NAMES } = await import('@refold/core/data');
      return `a dataset in place of each table's own: ${DATASET_NAMES.join(', ')}`;
    },
  },
} as const satisfies Readonly<Record<string, Option>>;

/** @throws RefoldError for a scale that there isn't */
export const scaleOf = (call: Arguments, usual: Scale = 'quick'): Scale =>
  oneOf('scale', call.text('scale') ?? usual, SCALES);

/** What is selected of each paper. @throws RefoldError where `--table` names none, and for seeds that aren't a number */
export function selectionOf(call: Arguments): Selection {
  const [only, seeds] = [tablesOf(call), wholeNumber(call, 'seeds', 1)];
  const [row, data] = [call.text('row'), call.text('data')];
  return {
    ...(only && { only }),
    ...(row !== undefined && { row }),
    ...(seeds !== undefined && { seeds }),
    ...(data !== undefined && { data }),
  };
}

function tablesOf(call: Arguments): readonly string[] | undefined {
  const ids = call
    .text('table')
    ?.split(',')
    .map(id => id.trim());
  if (ids?.some(id => id === ''))
    throw new RefoldError(`--table is '${call.text('table')}': an id is missing between commas`);
  return ids;
}

/** The backend that is asked for, by name: with 'auto' the best that works here. Nothing is made active if it is named. */
export async function backendNameOf(call: Arguments): Promise<string> {
  const { parseBackendChoice, selectBackend } = await import('@refold/core/backend');
  const choice = parseBackendChoice(call.text('backend') ?? 'auto');
  return choice === 'auto' ? (await selectBackend(choice)).name : choice;
}
