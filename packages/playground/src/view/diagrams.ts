/** Both forms as pictures of their expressions. */
import { draw } from '@refold/core/draw';
import type { Network } from '@refold/core/layers';
import type { Study } from '../study/study.ts';
import { make } from './dom.ts';

/** A figure for each form. */
export const diagrams = ({ trained, folded }: Study): readonly HTMLElement[] => [
  diagram(trained, 'Trained'),
  diagram(folded, 'Folded'),
];

// As an image, so that its style and its names stay its own.
function diagram(net: Network, title: string): HTMLElement {
  const source = `data:image/svg+xml,${encodeURIComponent(draw(net))}`;
  const image = make('img', { src: source, alt: `The ${title.toLowerCase()} form: ${inWords(net)}` });
  const frame = make('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': `${title} form` }, image);
  return make('figure', {}, make('figcaption', {}, make('b', {}, title)), frame);
}

/** The kinds of layers in the order of evaluation: what a picture says to those who don't see it. */
const inWords = ({ layer }: Network): string => {
  const ops: string[] = [];
  const visit = (one: typeof layer): void => {
    if ('children' in one) {
      if (one.op !== 'chain') ops.push(`${one.op} of ${one.children.length}`);
      for (const [, child] of one.children) visit(child);
    } else ops.push(one.op);
  };
  visit(layer);
  return ops.join(', ');
};
