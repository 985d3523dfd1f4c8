/** Colours of plots: what they are on a light page, and what becomes of them on a dark one. */

/** Ink and paper. A plot brings its own card, so it reads on pages whose colours aren't those that the reader's system prefers. */
export const INK = {
  card: '#ffffff',
  edge: '#d5dae3',
  title: '#1d2433',
  text: '#3b4455',
  muted: '#5b6576',
  axis: '#8a94a6',
  grid: '#e8ebf1',
} as const;

/** Okabe and Ito's palette without its yellow, which white paper swallows: told apart by eyes of every kind. */
const SERIES = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#7a6a58', '#44546a'] as const;

/** The colour of the i-th series; they begin anew after the last. */
export const colourOf = (i: number): string => SERIES[i % SERIES.length]!;

/** Blue, green, amber, red, all of a lightness that reads on white and on dark: for series that have an order, such as layers. */
const RAMP = [
  [0, 114, 178],
  [0, 158, 115],
  [230, 159, 0],
  [213, 94, 0],
] as const;

/** So many colours from one end of a ramp to the other. */
export const rampOf = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, i) => {
    const at = count > 1 ? (i * (RAMP.length - 1)) / (count - 1) : 0;
    const [from, share] = [Math.min(Math.floor(at), RAMP.length - 2), at - Math.min(Math.floor(at), RAMP.length - 2)];
    const bytes = RAMP[from]!.map((byte, c) => Math.round(byte + share * (RAMP[from + 1]![c]! - byte)));
    return `#${bytes.map(byte => byte.toString(16).padStart(2, '0')).join('')}`;
  });

const DARK: Readonly<Record<string, string>> = {
  [INK.card]: '#161b22',
  [INK.edge]: '#30363d',
  [INK.title]: '#f0f3f6',
  [INK.text]: '#d1d7e0',
  [INK.muted]: '#a3adba',
  [INK.axis]: '#6e7681',
  [INK.grid]: '#262c36',
  '#0072b2': '#4ba3e3',
  '#d55e00': '#ff8a3d',
  '#009e73': '#2fc79a',
  '#cc79a7': '#e29cc4',
  '#e69f00': '#f2b632',
  '#56b4e9': '#8fd0f7',
  '#7a6a58': '#bba88f',
  '#44546a': '#b3bfd1',
};

/** The colours of a plot's SVG on a dark page, as rules of a style sheet; `within` is a selector's beginning, such as '.plot '. */
export const darkRules = (within = ''): string =>
  Object.entries(DARK)
    .flatMap(([light, dark]) =>
      ['fill', 'stroke'].map(attribute => `${within}[${attribute}="${light}"]{${attribute}:${dark}}`),
    )
    .join('');

/** A style sheet with these rules, where dark pages are preferred. */
export const darkStyle = (within = ''): string => `@media (prefers-color-scheme:dark){${darkRules(within)}}`;
