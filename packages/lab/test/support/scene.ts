/** What a plot's drawing holds, read from Vega's scene: boxes of texts and of points, where they stand in the whole picture. */
import * as vega from 'vega';
import { type PlotSpec, svgOf, vegaOf } from '../../src/plot/index.ts';

/** A box in pixels of the picture. */
export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** A text that is shown, or a point. */
export interface Shown extends Box {
  /** The text; none of a point. */
  readonly text?: string;
  /** The name of its mark, such as 'labels'. */
  readonly mark: string;
}

interface Item {
  readonly bounds: { readonly x1: number; readonly x2: number; readonly y1: number; readonly y2: number };
  readonly x?: number;
  readonly y?: number;
  readonly text?: unknown;
  readonly opacity?: number;
  readonly items?: readonly Mark[];
}
interface Mark {
  readonly marktype: string;
  readonly name?: string;
  readonly items: readonly Item[];
}

/** A plot as SVG, and the texts and points that it shows. */
export interface Drawn {
  readonly svg: string;
  readonly shown: readonly Shown[];
}

/** Draws a plot and reads its scene. */
export async function drawn(plot: PlotSpec): Promise<Drawn> {
  // It also sets how texts are measured.
  const svg = await svgOf(plot);
  const view = await new vega.View(vega.parse(await vegaOf(plot)), { renderer: 'none' }).runAsync();
  const shown: Shown[] = [];
  walk((view.scenegraph() as unknown as { readonly root: Mark }).root, 0, 0, shown);
  view.finalize();
  return { svg, shown };
}

function walk({ marktype, name = '', items }: Mark, dx: number, dy: number, shown: Shown[]): void {
  for (const { bounds, x = 0, y = 0, text, opacity = 1, items: inner } of items) {
    if (marktype === 'group') for (const mark of inner ?? []) walk(mark, dx + x, dy + y, shown);
    const written = [text].flat().join(' ');
    if (!(marktype === 'text' && written !== '' && opacity > 0) && marktype !== 'symbol') continue;
    shown.push({
      left: bounds.x1 + dx,
      right: bounds.x2 + dx,
      top: bounds.y1 + dy,
      bottom: bounds.y2 + dy,
      mark: name,
      ...(marktype === 'text' && { text: written }),
    });
  }
}

/** By how many pixels two boxes overlap, the smaller of both directions; 0 or less where they don't. */
export const overlap = (a: Box, b: Box): number =>
  Math.min(
    Math.min(a.right, b.right) - Math.max(a.left, b.left),
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top),
  );
