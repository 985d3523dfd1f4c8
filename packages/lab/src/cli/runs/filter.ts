/** The filter of `refold runs list` and `refold runs prune`. */
import { RefoldError } from '@refold/core';
import type { RunFilter } from '../../runs/listing.ts';
import { RUN_STATES } from '../../runs/states.ts';
import { parseSize } from '../../terminal/size.ts';
import { parseAge } from '../../terminal/time.ts';
import { type Arguments, oneOf, wholeNumber } from '../command.ts';

/** What the options, and the words after the action, ask for. @throws RefoldError for what can't be understood */
export function filterOf(call: Arguments): RunFilter {
  const [, ...groups] = call.positionals;
  const state = call.text('state');
  return {
    ...(groups.length > 0 && { groups }),
    table: call.text('table'),
    row: call.text('row'),
    seed: wholeNumber(call, 'seed', 0),
    state: state === undefined ? undefined : oneOf('state', state, RUN_STATES),
    olderThan: measure(call, 'older-than', parseAge, '30d, 2w or 12h'),
    largerThan: measure(call, 'larger-than', parseSize, '100MB or 2GB'),
  };
}

function measure(
  call: Arguments,
  option: string,
  parse: (text: string) => number | undefined,
  example: string,
): number | undefined {
  const text = call.text(option);
  if (text === undefined) return undefined;
  const value = parse(text);
  if (value === undefined) throw new RefoldError(`--${option} is '${text}': write ${example}`);
  return value;
}
