/** Pictures as SVG: expressions, and sheets of images; maps over images, as pixels. Loads no tensor library. */
export { type Caption, type Drawable, draw, drawRewriting, drawSteps } from './draw.ts';
export { imageSheet, type Shown } from './image-sheet.ts';
export { type Label, labelOf } from './labels.ts';
export { overlayStrip, type Pixels } from './overlay.ts';
export { escaped, textWidth } from './svg.ts';
