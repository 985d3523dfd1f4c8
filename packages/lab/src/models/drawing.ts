/** A model as a picture: as trained, as folded, or both. */
import { count } from '@refold/core/cost';
import { type Drawable, draw, drawRewriting } from '@refold/core/draw';
import { foldedLayer } from '@refold/core/fold';

/** What a picture can show of a model. */
export const FORMS = ['trained', 'folded', 'both'] as const;
/** One of `FORMS`. */
export type Form = (typeof FORMS)[number];

/**
 * An SVG of the model. Titles of layers are those of the trained form.
 * @param title its name; empty for none
 * @throws ShapeError when shapes don't go together
 */
export function drawingOf(trained: Drawable, title: string, form: Form): string {
  const { input } = trained;
  const folded: Drawable = { layer: foldedLayer(trained.layer, input), input };
  const captioned = (net: Drawable, name: string) => ({ ...net, title: name, note: costsOf(net) });
  const of = (name: string): string => (title === '' ? name : `${title}, ${name.toLowerCase()}`);
  if (form === 'trained') return draw(trained, captioned(trained, of('Trained')));
  if (form === 'folded') return draw(folded, captioned(folded, of('Folded')));
  return drawRewriting(captioned(trained, of('Trained')), captioned(folded, of('Folded')));
}

/** '9,108,968 parameters, 1.5 G multiply-adds' */
function costsOf({ layer, input }: Drawable): string {
  const { params, macs } = count(layer, input).total;
  return `${params.toLocaleString('en')} parameters, ${rounded(macs)} multiply-adds`;
}

const rounded = (n: number): string => {
  for (const [unit, size] of [
    ['G', 1e9],
    ['M', 1e6],
    ['k', 1e3],
  ] as const) {
    if (n >= size) return `${(n / size).toPrecision(3)} ${unit}`;
  }
  return String(n);
};
