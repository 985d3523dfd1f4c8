/** Kernels of both forms, and what each branch would be alone. */
import { branchKernels, type Kernel, kernelsOf } from '../study/kernels.ts';
import type { Study } from '../study/study.ts';
import { make } from './dom.ts';
import { kernelFigure } from './heat-map.ts';

/** Kernels that are shown of a form. */
const MOST = 16;

/** A row of figures for each kind. */
export function kernelRows({ trained, folded }: Study): readonly HTMLElement[] {
  const branches = branchKernels(trained);
  return [
    row('Folded', kernelsOf(folded)),
    ...(branches.length > 1 ? [row('Each branch, folded alone', branches)] : []),
    row('Trained', kernelsOf(trained)),
  ];
}

function row(title: string, kernels: readonly Kernel[]): HTMLElement {
  const figures = kernels.slice(0, MOST).map(({ title: name, array }) => kernelFigure(name, array));
  const more = kernels.length > MOST ? [make('p', { class: 'note' }, `and ${kernels.length - MOST} more`)] : [];
  const nothing = kernels.length === 0 ? [make('p', { class: 'note' }, 'no kernel')] : [];
  return make('div', {}, make('h3', {}, title), make('div', { class: 'figures' }, ...figures), ...more, ...nothing);
}
