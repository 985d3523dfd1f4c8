/** Lays an expression out from top to bottom: a chain is a column, branches stand side by side and meet in a ring. */
import { isLeaf, type Traced } from '../layers/shapes.ts';
import { type Family, isWire, labelOf, type Titles } from './labels.ts';
import { COLOUR, px, rect, text, textWidth, wire } from './svg.ts';

/** A drawn piece: its reach left and right of the axis that its wire enters and leaves by, its height, and its ink. */
export interface Piece {
  readonly left: number;
  readonly right: number;
  readonly height: number;
  /** Whether it starts with a box, which a wire enters with an arrowhead. */
  readonly boxed: boolean;
  /** Draws the piece with its axis at x and its top at y. */
  readonly draw: (x: number, y: number) => string;
}

const GAP = 24;
const APART = 22;
const RING = 11;
const BUS = 16;
const CORNER = 9;

const NAME = { size: 11, anchor: 'start', fill: COLOUR.muted, italic: true } as const;

const FILL: Readonly<Record<Family, readonly [fill: string, stroke: string]>> = {
  linear: ['#e6ecff', '#4a63d0'],
  norm: ['#e3f5ea', '#2f8f57'],
  activation: ['#fff0dc', '#cf7a1f'],
  pool: ['#f0eafb', '#7d52c0'],
  shape: ['#f1f3f6', '#7b8698'],
};

/** The piece of a node and all below it. */
export function layOut(node: Traced, titles: Titles = {}): Piece {
  if (isWire(node.layer)) return { left: 10, right: 10, height: 0, boxed: false, draw: () => '' };
  if (isLeaf(node.layer) || node.layer.op === 'tap') return box(node, titles);
  if (node.layer.op === 'tiles') return framed(layOut(node.children[0]!, titles), `tiles ${node.layer.size.join('×')}`);
  return node.layer.op === 'chain' ? column(runs(node.children, titles)) : branches(node, titles);
}

function box(node: Traced, titles: Titles): Piece {
  const { title: own, detail, family } = labelOf(node);
  const title = titles[node.path] ?? own;
  const half = Math.max(46, textWidth(title, 13) / 2 + 14, textWidth(detail, 11) / 2 + 12);
  const height = detail === '' ? 32 : 46;
  const [fill, stroke] = FILL[family];
  return {
    left: half,
    right: half,
    height,
    boxed: true,
    draw: (x, y) =>
      rect(x - half, y, 2 * half, height, `rx="8" fill="${fill}" stroke="${stroke}" stroke-width="1.4"`) +
      text(x, y + (detail === '' ? 16 : 15.5), title, { weight: 600 }) +
      (detail === '' ? '' : text(x, y + 32.5, detail, { size: 11, fill: COLOUR.muted })),
  };
}

/** Pieces below each other, an arrow into each. */
function column(pieces: readonly Piece[]): Piece {
  const shown = pieces.filter(piece => piece.height > 0);
  return {
    left: Math.max(10, ...shown.map(piece => piece.left)),
    right: Math.max(10, ...shown.map(piece => piece.right)),
    height: shown.reduce((height, piece) => height + piece.height, GAP * Math.max(0, shown.length - 1)),
    boxed: shown[0]?.boxed ?? false,
    draw: (x, y) => {
      let top = y;
      return shown
        .map((piece, i) => {
          if (i > 0) top += GAP;
          const drawn = (i > 0 ? lead(x, top - GAP, top, piece.boxed) : '') + piece.draw(x, top);
          top += piece.height;
          return drawn;
        })
        .join('\n');
    },
  };
}

/** Neighbours that are equal are drawn once, in a frame that says how often they stand there. */
function runs(children: readonly Traced[], titles: Titles): readonly Piece[] {
  const pieces: Piece[] = [];
  for (let i = 0; i < children.length; ) {
    const signature = JSON.stringify(children[i]!.layer);
    let end = i + 1;
    while (end < children.length && JSON.stringify(children[end]!.layer) === signature) end++;
    const piece = layOut(children[i]!, titles);
    pieces.push(end - i === 1 ? piece : framed(piece, `× ${end - i}`));
    i = end;
  }
  return pieces;
}

/** A piece in a frame that says something of it. */
function framed(piece: Piece, note: string): Piece {
  const [margin, badge] = [18, Math.max(40, textWidth(note, 13) + 16)];
  const [left, right] = [piece.left + margin, piece.right + margin + badge];
  const height = piece.height + 2 * margin;
  const style = `rx="12" fill="none" stroke="${COLOUR.line}" stroke-dasharray="4 4"`;
  return {
    left,
    right,
    height,
    boxed: false,
    draw: (x, y) =>
      rect(x - left, y, left + right, height, style) +
      text(x + right - badge / 2 - 4, y + height / 2, note, { weight: 600, fill: COLOUR.muted }) +
      lead(x, y, y + margin, piece.boxed) +
      lead(x, y + height - margin, y + height, false) +
      piece.draw(x, y + margin),
  };
}

/** A bus to all children, and a ring (+, × or a bar for concat) where they meet. The axis is that of the middle child. */
function branches(node: Traced, titles: Titles): Piece {
  const names = node.children.map(nameOf);
  const pieces = node.children.map((child, i) => {
    const piece = layOut(child, titles);
    return { ...piece, right: Math.max(piece.right, textWidth(names[i]!, NAME.size) + 9) };
  });
  const axes: number[] = [];
  let width = 0;
  for (const piece of pieces) {
    axes.push(width + piece.left);
    width += piece.left + piece.right + APART;
  }
  width -= APART;
  const n = axes.length;
  const axis = (axes[Math.floor((n - 1) / 2)]! + axes[Math.floor(n / 2)]!) / 2;
  const tallest = Math.max(...pieces.map(piece => piece.height));
  const top = BUS + GAP;
  const ring = top + tallest + GAP + RING;
  return {
    left: Math.max(axis, RING),
    right: Math.max(width - axis, RING),
    height: ring + RING,
    boxed: false,
    draw: (x, y) =>
      [
        ...pieces.map((piece, i) => {
          const at = x - axis + axes[i]!;
          const bottom = y + top + piece.height;
          return [
            fork(x, y, at, y + BUS, y + top, piece.boxed),
            text(at + 7, y + top - 13, names[i]!, NAME),
            piece.draw(at, y + top),
            meet(at, bottom, x, y + ring),
          ].join('');
        }),
        joint(x, y + ring, node.layer.op),
      ].join('\n'),
  };
}

/** A wire from one height to another, to a hair above the box that it enters. */
export const lead = (x: number, from: number, to: number, arrow: boolean): string =>
  wire(`M${px(x)} ${px(from)}V${px(arrow ? to - 2 : to)}`, { arrow });

/** A child's own name; numbers say nothing. */
const nameOf = ({ path }: Traced): string => {
  const name = path.slice(path.lastIndexOf('.') + 1);
  return /^\d+$/.test(name) ? '' : name;
};

/** From the axis down to the bus, along it, and down into the child. */
function fork(x: number, y: number, at: number, bus: number, top: number, arrow: boolean): string {
  if (Math.abs(at - x) < 1) return lead(x, y, top, arrow);
  const r = Math.sign(at - x) * CORNER;
  const [corner, end] = [`Q${px(at)} ${px(bus)} ${px(at)} ${px(bus + CORNER)}`, px(arrow ? top - 2 : top)];
  return wire(`M${px(x)} ${px(y)}V${px(bus)}H${px(at - r)}${corner}V${end}`, { arrow });
}

/** From the child down to the ring's height and across to its side, or straight into its top. */
function meet(at: number, bottom: number, x: number, ring: number): string {
  if (Math.abs(at - x) < 1) return lead(at, bottom, ring - RING, true);
  const towards = Math.sign(x - at);
  const corner = `Q${px(at)} ${px(ring)} ${px(at + towards * CORNER)} ${px(ring)}`;
  const d = `M${px(at)} ${px(bottom)}V${px(ring - CORNER)}${corner}H${px(x - towards * (RING + 2))}`;
  return wire(d, { arrow: true });
}

function joint(x: number, y: number, op: string): string {
  const r = op === 'product' ? 4 : 5.5;
  const strokes =
    op === 'sum'
      ? `M${px(x - r)} ${px(y)}h${2 * r}M${px(x)} ${px(y - r)}v${2 * r}`
      : op === 'product'
        ? `M${px(x - r)} ${px(y - r)}l${2 * r} ${2 * r}M${px(x - r)} ${px(y + r)}l${2 * r} ${-2 * r}`
        : `M${px(x - 3)} ${px(y - r)}v${2 * r}M${px(x + 3)} ${px(y - r)}v${2 * r}`;
  return (
    `<circle cx="${px(x)}" cy="${px(y)}" r="${RING}" fill="${COLOUR.paper}" stroke="${COLOUR.ink}" stroke-width="1.6"/>` +
    `<path d="${strokes}" stroke="${COLOUR.ink}" stroke-width="1.8" fill="none" stroke-linecap="round"/>`
  );
}
