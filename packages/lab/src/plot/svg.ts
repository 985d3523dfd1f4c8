/** Plots as SVG, drawn in Node: no browser, no canvas. Vega is loaded when the first plot is drawn. */
import { escaped, textWidth } from '@refold/core/draw';
import { darkStyle, INK } from './palette.ts';
import { FONT, type PlotSpec } from './spec.ts';
import { vegaOf } from './vega.ts';

/**
 * The SVG of a plot, on a card of its own that is dark where the reader's system prefers dark pages. The same description always gives the same text.
 * @throws Error for a description that isn't Vega-Lite
 */
export async function svgOf(plot: PlotSpec): Promise<string> {
  const vega = await import('vega');
  // Without a canvas Vega takes all letters for equally wide, and legends and labels for wider than they are.
  (vega as unknown as TextMeasuring).textMetrics.width = (item, text = item.text) =>
    textWidth([text].flat().join(' '), item.fontSize ?? 11);
  const view = new vega.View(vega.parse(await vegaOf(plot)), { renderer: 'none', logLevel: vega.Error });
  try {
    return carded(await view.toSVG(), String(plot.description ?? ''));
  } finally {
    view.finalize();
  }
}

/** What Vega's types leave out. */
interface TextMeasuring {
  readonly textMetrics: {
    width: (item: { readonly text?: unknown; readonly fontSize?: number }, text?: unknown) => number;
  };
}

/** Names of gradients and clipping paths after the plot: Vega's count on from picture to picture, and one page may hold several. */
function named(body: string, title: string): string {
  const ids = [...new Set([...body.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id!))];
  const slug = title.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return ids.reduce(
    (text, id, i) => text.replaceAll(`"${id}"`, `"${slug}-${i}"`).replaceAll(`(#${id})`, `(#${slug}-${i})`),
    body,
  );
}

const SIZE = /^<svg [^>]*width="([\d.]+)" height="([\d.]+)"[^>]*>/;

/** What Vega writes that shows nothing, or that says what is so anyway. */
const IDLE = [
  / (?:role|class|aria-[a-z]+|pointer-events)="[^"]*"/g,
  / (?:opacity|stroke-width)="1"/g,
  / font-family="[^"]*"/g,
  / transform="translate\(0,0\)"/g,
  /<rect width="[\d.]+" height="[\d.]+" fill="[^"]*"\/>/,
  /<path d="M0,0h[\d.]+v[\d.]+h-?[\d.]+Z"\/>/g,
  /<path d="" display="none"\/>/g,
  /<text [^>]*(?:\/>|><\/text>)/g,
];
/** Groups that are left with nothing in them, or with nothing to say: inner ones first. */
const EMPTY = /<g[^>]*><\/g>/g;

/** The drawing with its style, a description for those who can't see it, and a card in the place of its background. */
function carded(svg: string, description: string): string {
  const [head, width, height] = SIZE.exec(svg) as unknown as [string, string, string];
  const [title] = description.split('. ');
  let body = IDLE.reduce((text, idle) => text.replace(idle, ''), svg.slice(head.length));
  while (EMPTY.test(body)) body = body.replace(EMPTY, '');
  body = named(body, title!);
  body = body.replace(PLACE, place => place.replace(/\d+\.\d{3,}/g, rounded));
  const card = `<rect x="0.5" y="0.5" width="${Number(width) - 1}" height="${Number(height) - 1}" rx="12" fill="${INK.card}" stroke="${INK.edge}"/>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="${escaped(FONT)}">`,
    `<title>${escaped(title!)}</title><desc>${escaped(description)}</desc>`,
    `<style>${darkStyle()}</style>`,
    card,
    `${body}\n`,
  ].join('\n');
}

/** Attributes that say where something is. */
const PLACE = / (?:d|transform|[xy]2|width|height)="[^"]*"/g;

const rounded = (text: string): string => String(Math.round(Number(text) * 100) / 100);
