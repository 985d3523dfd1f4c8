/** Lays an expression out from top to bottom: a chain is a column, branches stand side by side and meet in a ring. */
import { isLeaf, type Traced } from '../layers/shapes.ts';
import { column, columns } from './column.ts';
import { isWire, labelOf, mergedLabel, type Titles } from './labels.ts';
import { CORNER, GAP, lead, type Piece } from './piece.ts';
import { repetitions } from './repetitions.ts';
import { COLOUR, FAMILY, px, rect, text, textWidth, wire } from './svg.ts';

const APART = 22;
const RING = 11;
const BUS = 16;

const NAME = { size: 11, anchor: 'start', fill: COLOUR.muted, italic: true } as const;

/** The piece of a whole expression, in several columns where one would be too tall. */
export const layOutWhole = (node: Traced, titles: Titles = {}): Piece =>
  node.layer.op === 'chain' ? columns(inChain([node], titles, true)) : layOut([node], titles);

/**
 * The piece of a node and all below it.
 * @param nodes the node, and others of the same layer that it stands for, at other shapes maybe
 */
function layOut(nodes: readonly Traced[], titles: Titles): Piece {
  const [{ layer }] = nodes as readonly [Traced];
  if (isWire(layer)) return { left: 10, right: 10, height: 0, boxed: false, draw: () => '' };
  if (isLeaf(layer) || layer.op === 'tap') return box(nodes, titles);
  if (layer.op === 'tiles') return framed(layOut(child(nodes, 0), titles), `tiles ${layer.size.join('×')}`);
  return layer.op === 'chain' ? column(inChain(nodes, titles)) : branches(nodes, titles);
}

/** The i-th child of each node. */
const child = (nodes: readonly Traced[], i: number): readonly Traced[] => nodes.map(({ children }) => children[i]!);

function box(nodes: readonly Traced[], titles: Titles): Piece {
  const { title: own, detail, family } = mergedLabel(nodes.map(labelOf));
  const title = titles[nodes[0]!.path] ?? own;
  const half = Math.max(50, textWidth(title, 13) / 2 + 14, textWidth(detail, 11) / 2 + 12);
  const height = detail === '' ? 30 : 46;
  const [fill, stroke] = FAMILY[family];
  return {
    left: half,
    right: half,
    height,
    boxed: true,
    joins: family === 'norm' || family === 'activation',
    closed: true,
    draw: (x, y) =>
      rect(x - half, y, 2 * half, height, `rx="8" fill="${fill}" stroke="${stroke}" stroke-width="1.4"`) +
      text(x, y + (detail === '' ? 15 : 15.5), title, { weight: 600 }) +
      (detail === '' ? '' : text(x, y + 32.5, detail, { size: 11, fill: COLOUR.muted })),
  };
}

/**
 * The pieces of a chain. Neighbours that repeat are drawn once, in a frame that says how often they stand there.
 * @param open whether chains in it are opened, for their pieces to be spread over columns
 */
function inChain(nodes: readonly Traced[], titles: Titles, open = false): readonly Piece[] {
  const { children } = nodes[0]!;
  return repetitions(children.map(({ layer }) => JSON.stringify(layer))).flatMap(({ from, period, times }) => {
    const members = Array.from({ length: period }, (_, i) =>
      Array.from({ length: times }, (_, time) => child(nodes, from + time * period + i)).flat(),
    );
    if (times > 1) return [framed(column(members.map(same => layOut(same, titles))), `× ${times}`)];
    return members.flatMap(same =>
      open && same[0]!.layer.op === 'chain' ? inChain(same, titles, true) : [layOut(same, titles)],
    );
  });
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
function branches(nodes: readonly Traced[], titles: Titles): Piece {
  const node = nodes[0]!;
  const names = node.children.map(nameOf);
  const pieces = names.map((_, i) => {
    const piece = layOut(child(nodes, i), titles);
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
