/** Pictures of expressions, drawn from the expression itself. */
import { trace } from '../layers/shapes.ts';
import type { Layer, Shape } from '../layers/types.ts';
import type { Titles } from './labels.ts';
import { layOutWhole } from './layout.ts';
import { lead, type Piece } from './piece.ts';
import { ARROWHEAD, COLOUR, picture, px, text, textWidth, wire } from './svg.ts';

/** An expression at an input shape; a `Network` is one. */
export interface Drawable {
  readonly layer: Layer;
  readonly input: Shape;
  /** What leaves are called, by path, where their own title doesn't say enough. */
  readonly titles?: Titles;
}

/** What stands above and below a panel. */
export interface Caption {
  readonly title: string;
  readonly note?: string;
}

const MARGIN = 28;
const LEAD = 34;
const BRIDGE = 96;

/**
 * An SVG of the expression, read from top to bottom.
 * @throws ShapeError when shapes don't go together
 */
export function draw(net: Drawable, caption: Caption = { title: '' }): string {
  const panel = withCaption(wired(net), caption);
  const [width, height] = [panel.left + panel.right + 2 * MARGIN, panel.height + 2 * MARGIN];
  return picture(width, height, caption.title || 'network', ARROWHEAD + panel.draw(MARGIN + panel.left, MARGIN));
}

/** Two expressions side by side with an arrow between them that says how one became the other. */
export const drawRewriting = (
  before: Drawable & Caption,
  after: Drawable & Caption,
  { verb = 'fold', label }: { readonly verb?: string; readonly label?: string } = {},
): string => drawSteps(before, [{ ...after, verb }], label);

/** An expression and what becomes of it step by step, with arrows that say how. */
export function drawSteps(
  first: Drawable & Caption,
  steps: readonly (Drawable & Caption & { readonly verb: string })[],
  label?: string,
): string {
  const all = [first, ...steps];
  const pieces = all.map(wired);
  const tallest = Math.max(...pieces.map(piece => piece.height));
  const panels = pieces.map((piece, i) => withCaption(centred(piece, tallest), all[i]!));
  const height = 2 * MARGIN + Math.max(...panels.map(panel => panel.height));
  const ink = [ARROWHEAD];
  let x = MARGIN;
  for (const [i, panel] of panels.entries()) {
    if (i > 0) {
      ink.push(bridge(x, height / 2, steps[i - 1]!.verb));
      x += BRIDGE;
    }
    ink.push(panel.draw(x + panel.left, MARGIN));
    x += panel.left + panel.right;
  }
  return picture(x + MARGIN, height, label ?? all.map(({ title }) => title).join(', '), ink.join('\n'));
}

/** From one panel to the next. */
function bridge(x: number, y: number, verb: string): string {
  const [from, to] = [x + 12, x + BRIDGE - 12];
  return (
    wire(`M${px(from)} ${px(y)}H${px(to)}`, { arrow: true, width: 2.4 }) +
    text((from + to) / 2, y - 14, verb, { size: 15, weight: 600 })
  );
}

/** The expression with the wire that comes in and the one that leaves. */
function wired({ layer, input, titles }: Drawable): Piece {
  const traced = trace(layer, input);
  const piece = layOutWhole(traced, titles);
  const [above, below] = [traced.input, traced.output].map(shape => shape.join('×')) as [string, string];
  const half = Math.max(textWidth(above, 11), textWidth(below, 11)) / 2 + 4;
  const exit = piece.exit ?? 0;
  return {
    left: Math.max(piece.left, half),
    right: Math.max(piece.right, exit + half),
    height: piece.height + 2 * (LEAD + 16),
    boxed: false,
    draw: (x, y) => {
      const top = y + 16 + LEAD;
      const bottom = top + piece.height;
      return [
        text(x, y + 7, above, { size: 11, fill: COLOUR.muted }),
        lead(x, y + 17, top, piece.boxed),
        piece.draw(x, top),
        lead(x + exit, bottom, bottom + LEAD - 4, true),
        text(x + exit, bottom + LEAD + 6, below, { size: 11, fill: COLOUR.muted }),
      ].join('\n');
    },
  };
}

const centred = (piece: Piece, height: number): Piece => ({
  ...piece,
  height,
  draw: (x, y) => piece.draw(x, y + (height - piece.height) / 2),
});

function withCaption(piece: Piece, { title, note = '' }: Caption): Piece {
  if (title === '') return piece;
  const wanted = Math.max(textWidth(title, 15), textWidth(note, 12));
  const slack = Math.max(0, (wanted - piece.left - piece.right) / 2);
  const [left, right] = [piece.left + slack, piece.right + slack];
  return {
    left,
    right,
    boxed: false,
    height: piece.height + 34 + (note === '' ? 0 : 26),
    draw: (x, y) => {
      const middle = x + (right - left) / 2;
      return [
        text(middle, y + 8, title, { size: 15, weight: 600 }),
        piece.draw(x, y + 34),
        note === '' ? '' : text(middle, y + 34 + piece.height + 18, note, { size: 12, fill: COLOUR.muted }),
      ].join('\n');
    },
  };
}
