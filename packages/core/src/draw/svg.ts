/** SVG by hand: the few elements that our pictures are made of. */

/** Ink and paper, on a light page. On a dark one `picture` exchanges them, and those of `FAMILY`. */
export const COLOUR = {
  paper: '#ffffff',
  edge: '#d5dae3',
  ink: '#1d2433',
  muted: '#5b6576',
  line: '#8a94a6',
  grid: '#e8ebf1',
} as const;

/** Fill and edge of a box, by the kind of layer that it shows. */
export const FAMILY = {
  linear: ['#e6ecff', '#4a63d0'],
  norm: ['#e3f5ea', '#2f8f57'],
  activation: ['#fff0dc', '#cf7a1f'],
  pool: ['#f0eafb', '#7d52c0'],
  shape: ['#f1f3f6', '#7b8698'],
} as const;

/** What each colour is on a dark page. */
const DARK: Readonly<Record<string, string>> = {
  [COLOUR.paper]: '#0f131b',
  [COLOUR.edge]: '#2c3342',
  [COLOUR.ink]: '#e5e9f2',
  [COLOUR.muted]: '#a9b3c4',
  [COLOUR.line]: '#7d889c',
  [COLOUR.grid]: '#222838',
  [FAMILY.linear[0]]: '#1d2747',
  [FAMILY.linear[1]]: '#8ba0f5',
  [FAMILY.norm[0]]: '#15301f',
  [FAMILY.norm[1]]: '#5fc98c',
  [FAMILY.activation[0]]: '#38260f',
  [FAMILY.activation[1]]: '#f0a857',
  [FAMILY.pool[0]]: '#2a1f3f',
  [FAMILY.pool[1]]: '#b795ef',
  [FAMILY.shape[0]]: '#1f2530',
  [FAMILY.shape[1]]: '#8d99ad',
};

/** Colours are attributes, so that every program shows the light picture; a browser that prefers dark finds the others here. */
const STYLE = `<style>@media (prefers-color-scheme:dark){${Object.entries(DARK)
  .flatMap(([light, dark]) =>
    ['fill', 'stroke'].map(property => `.refold [${property}="${light}"]{${property}:${dark}}`),
  )
  .join('')}}</style>`;

const FONT = "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', Arial, sans-serif";

/** Text as it may stand in SVG. */
export const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, c => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]!);

/** A number to a tenth of a pixel. */
export const px = (n: number): string => String(Math.round(n * 10) / 10);

/** Width of a text in pixels, on the safe side: fonts differ from machine to machine. */
export const textWidth = (text: string, size: number): number =>
  [...text].reduce((width, c) => width + (/[ilj.,:;'|()· ]/.test(c) ? 0.36 : /[A-ZMWmw→×%]/.test(c) ? 0.8 : 0.6), 0) *
  size;

/** How text looks. */
export interface TextStyle {
  readonly size?: number;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly fill?: string;
  readonly weight?: number;
  readonly italic?: boolean;
  /** Degrees, about the text's own point. */
  readonly rotate?: number;
}

/** Text whose vertical middle is at y. */
export function text(
  x: number,
  y: number,
  content: string,
  { size = 13, anchor = 'middle', fill = COLOUR.ink, weight = 400, italic = false, rotate }: TextStyle = {},
): string {
  const turn = rotate === undefined ? '' : ` transform="rotate(${rotate} ${px(x)} ${px(y)})"`;
  const slant = italic ? ' font-style="italic"' : '';
  // A baseline 0.35 em below the middle: dominant-baseline is not honoured everywhere.
  return `<text x="${px(x)}" y="${px(y + 0.35 * size)}" font-size="${size}" text-anchor="${anchor}" fill="${fill}" font-weight="${weight}"${slant}${turn}>${escaped(content)}</text>`;
}

/** A rectangle. */
export const rect = (x: number, y: number, w: number, h: number, style: string): string =>
  `<rect x="${px(x)}" y="${px(y)}" width="${px(w)}" height="${px(h)}" ${style}/>`;

/** A wire; `arrow` gives it a head at its end. */
export const wire = (d: string, { arrow = false, width = 1.6 } = {}): string =>
  `<path d="${d}" fill="none" stroke="${COLOUR.line}" stroke-width="${width}"${arrow ? ' marker-end="url(#arrow)"' : ''}/>`;

/** The arrowhead of wires; once a picture. */
export const ARROWHEAD = `<defs><marker id="arrow" viewBox="0 0 10 10" refX="8" refY="5" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 1L9 5L0 9z" fill="${COLOUR.line}"/></marker></defs>`;

/** A whole picture on its own paper, light or dark as the page is. `label` is what a screen reader says. */
export const picture = (width: number, height: number, label: string, body: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" class="refold" viewBox="0 0 ${px(width)} ${px(height)}" width="${px(width)}" height="${px(height)}" role="img" aria-label="${escaped(label)}" font-family="${escaped(FONT)}">
${STYLE}
${rect(0.5, 0.5, width - 1, height - 1, `rx="12" fill="${COLOUR.paper}" stroke="${COLOUR.edge}"`)}
${body}
</svg>
`;
