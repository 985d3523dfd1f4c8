/** Pictures as SVG: expressions, scatter plots, bars, heat maps; maps over pictures, as pixels. Loads no tensor library. */
export { type Caption, type Drawable, draw, drawRewriting, drawSteps } from './draw.ts';
export { type HeatMap, heatMaps } from './heat-map.ts';
export { imageSheet, type Shown } from './image-sheet.ts';
export { type Label, labelOf } from './labels.ts';
export { type LineColumns, lines } from './lines.ts';
export { overlayStrip, type Pixels } from './overlay.ts';
export { type BarGroup, bars, type PlotOptions, type Point, type Series, scatter } from './plot.ts';
export { escaped, textWidth } from './svg.ts';
