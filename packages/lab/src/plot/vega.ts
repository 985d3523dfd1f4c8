/** From a Vega-Lite description to the Vega one that is drawn, with labels placed so that none lies on another or on a point. */
import type { Spec } from 'vega';
import { LABELS } from './labels.ts';
import type { PlotSpec } from './spec.ts';

/** A group or mark of a compiled description, as far as labels need it. */
interface Mark {
  readonly type: string;
  readonly name?: string;
  readonly marks?: readonly Mark[];
  transform?: object[];
  readonly encode?: { readonly update?: Readonly<Record<'width' | 'height', { readonly signal?: string }>> };
}

/**
 * The Vega description of a plot: what a page embeds that has Vega alone. Vega-Lite has no word for the transform that places labels, so it is
 * added here.
 */
export async function vegaOf(plot: PlotSpec): Promise<Spec> {
  const { compile } = await import('vega-lite');
  // Vega writes into the data that it is given.
  const { spec } = compile(structuredClone(plot));
  place(spec as unknown as Mark, 'width', 'height');
  return spec;
}

/** Adds the transform to every mark of labels in a group of this width and height, which are signals. */
function place(group: Mark, width: string, height: string): void {
  for (const mark of group.marks ?? []) {
    const { width: own, height: tall } = mark.encode?.update ?? {};
    if (mark.type === 'group') place(mark, own?.signal ?? width, tall?.signal ?? height);
    else if (mark.name?.endsWith(`${LABELS}_marks`)) {
      mark.transform = [{ type: 'label', size: { signal: `[${width}, ${height}]` }, ...PLACES }];
    }
  }
}

const ANCHORS = ['right', 'left', 'top', 'bottom', 'top-right', 'bottom-right', 'top-left', 'bottom-left'];
/** Pixels from the middle of a point; farther ones are tried last. */
const OFFSETS = [8, 12, 17, 23];

const PLACES = {
  anchor: OFFSETS.flatMap(() => ANCHORS),
  offset: OFFSETS.flatMap(offset => ANCHORS.map(() => offset)),
  sort: { field: 'datum.order' },
};
