/** What both forms cost, and how far their outputs are apart. */
import type { Count } from '@refold/core/cost';
import type { Outputs } from '../study/outputs.ts';
import type { Study } from '../study/study.ts';
import { make } from './dom.ts';

/** A table of parameters and multiply-adds, before and after. */
export function costTable({ before, after }: Study): HTMLElement {
  const row = (name: string, of: (count: Count) => number): HTMLElement => {
    const [trained, folded] = [of(before), of(after)];
    const times = folded === 0 ? '' : `${(folded / trained).toFixed(2)}×`;
    const cells = [trained.toLocaleString('en'), folded.toLocaleString('en'), times];
    return make('tr', {}, make('th', { scope: 'row' }, name), ...cells.map(text => make('td', {}, text)));
  };
  const head = ['', 'trained', 'folded', 'ratio'].map((name, i) =>
    i === 0 ? make('td') : make('th', { scope: 'col' }, name),
  );
  return make(
    'table',
    {},
    make('thead', {}, make('tr', {}, ...head)),
    make(
      'tbody',
      {},
      row('parameters', ({ total }) => total.params),
      row('multiply-adds', ({ total }) => total.macs),
    ),
  );
}

/** The rules that folded the block, by how often they held, and what was left and why. */
export function reportList({ report: { steps, refusals } }: Study): HTMLElement {
  const rules = new Map<string, number>();
  for (const { rule } of steps) rules.set(rule, (rules.get(rule) ?? 0) + 1);
  const folded = [...rules].map(([rule, times]) => make('li', {}, times === 1 ? rule : `${rule}, ${times} times`));
  const reasons = [...new Set(refusals.map(({ reason }) => reason))];
  const left = reasons.map(reason => make('li', {}, `left: ${reason}`));
  return make(
    'details',
    {},
    make('summary', {}, `How it folds: ${steps.length === 1 ? 'one step' : `${steps.length} steps`}`),
    make('ul', { class: 'note' }, ...folded, ...left),
  );
}

/** The largest difference of the outputs, in words. */
export function differenceLine({ largest, scale }: Outputs): HTMLElement {
  const share = scale === 0 ? largest : largest / scale;
  return make(
    'p',
    { class: 'difference', id: 'difference', 'data-share': share },
    'Largest difference of the outputs: ',
    make('b', {}, largest === 0 ? '0' : largest.toExponential(1)),
    `, where the largest output is ${scale.toPrecision(3)}. Single precision rounds to about 1e-7 of a number.`,
  );
}
