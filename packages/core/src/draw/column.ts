/** Pieces one after the other: in a column, or in columns beside each other where one would be too tall. */
import { between, CORNER, GAP, gapBetween, isJoined, type Piece } from './piece.ts';
import { px, wire } from './svg.ts';

/** Columns are at least so tall before there is more than one of them, and at most so many. */
const [TALL, MOST] = [1000, 4];
/** Between two columns. */
const APART = 44;

/** Pieces below each other, a wire into each. */
export function column(pieces: readonly Piece[]): Piece {
  const shown = pieces.filter(piece => piece.height > 0);
  const [first, last] = [shown[0], shown.at(-1)];
  const below = (i: number): number => (i === 0 ? 0 : gapBetween(shown[i - 1]!, shown[i]!));
  return {
    left: Math.max(10, ...shown.map(piece => piece.left)),
    right: Math.max(10, ...shown.map(piece => piece.right)),
    height: shown.reduce((height, piece, i) => height + below(i) + piece.height, 0),
    boxed: first?.boxed ?? false,
    joins: first?.joins ?? false,
    closed: last?.closed ?? false,
    draw: (x, y) => {
      let top = y;
      return shown
        .map((piece, i) => {
          top += below(i);
          const drawn = (i > 0 ? between(shown[i - 1]!, piece, x, top) : '') + piece.draw(x, top);
          top += piece.height;
          return drawn;
        })
        .join('\n');
    },
  };
}

/** The pieces in the number of columns that comes nearest to a square, read from left to right; a short row of pieces is one column. */
export function columns(pieces: readonly Piece[]): Piece {
  const shown = together(pieces.filter(piece => piece.height > 0));
  const one = column(shown);
  if (one.height <= TALL) return one;
  const candidates = Array.from({ length: Math.min(MOST, shown.length) }, (_, i) => besideEachOther(shown, i + 1));
  const distance = ({ left, right, height }: Piece): number => Math.abs(Math.log((left + right) / height));
  return candidates.reduce((best, other) => (distance(other) < distance(best) ? other : best));
}

/** The pieces with those that join the one above them as one: no column breaks there. */
function together(pieces: readonly Piece[]): readonly Piece[] {
  const groups: Piece[][] = [];
  for (const piece of pieces) {
    const above = groups.at(-1)?.at(-1);
    if (above !== undefined && isJoined(above, piece)) groups.at(-1)!.push(piece);
    else groups.push([piece]);
  }
  return groups.map(column);
}

/** Pieces in so many columns of about the same height. */
function besideEachOther(pieces: readonly Piece[], count: number): Piece {
  const parts = split(pieces, count).map(column);
  const [first, last] = [parts[0]!, parts.at(-1)!];
  if (parts.length === 1) return first;
  const axes: number[] = [];
  let width = 0;
  for (const part of parts) {
    axes.push(width + part.left);
    width += part.left + part.right + APART;
  }
  width -= APART;
  const height = Math.max(...parts.map(part => part.height)) + 2 * GAP;
  const axis = axes[0]!;
  return {
    left: axis,
    right: width - axis,
    height,
    boxed: first.boxed,
    joins: first.joins ?? false,
    exit: axes.at(-1)! - axis,
    closed: last.closed ?? false,
    draw: (x, y) =>
      parts
        .map((part, i) => {
          const at = x - axis + axes[i]!;
          const top = y + (i === 0 ? 0 : GAP);
          const next = parts[i + 1];
          const onwards =
            next === undefined
              ? tail(at, top + part.height, y + height)
              : across(at, top + part.height, at + part.right + APART / 2, x - axis + axes[i + 1]!, y, next.boxed);
          return part.draw(at, top) + onwards;
        })
        .join('\n'),
  };
}

/** Cuts a row of pieces where the parts come to about the same height. */
function split(pieces: readonly Piece[], count: number): readonly (readonly Piece[])[] {
  const total = pieces.reduce((height, piece) => height + piece.height + GAP, 0);
  const parts: Piece[][] = Array.from({ length: count }, () => []);
  let height = 0;
  for (const piece of pieces) {
    const middle = height + piece.height / 2;
    parts[Math.min(count - 1, Math.floor((count * middle) / total))]!.push(piece);
    height += piece.height + GAP;
  }
  return parts.filter(part => part.length > 0);
}

const tail = (x: number, from: number, to: number): string => wire(`M${px(x)} ${px(from)}V${px(to)}`);

/** From the foot of a column up between both, and down into the next. */
function across(x: number, foot: number, middle: number, to: number, top: number, arrow: boolean): string {
  const r = CORNER;
  const [low, end] = [foot + GAP - r, top + GAP - (arrow ? 2 : 0)];
  const d = [
    `M${px(x)} ${px(foot)}V${px(low - r)}Q${px(x)} ${px(low)} ${px(x + r)} ${px(low)}`,
    `H${px(middle - r)}Q${px(middle)} ${px(low)} ${px(middle)} ${px(low - r)}`,
    `V${px(top + r)}Q${px(middle)} ${px(top)} ${px(middle + r)} ${px(top)}`,
    `H${px(to - r)}Q${px(to)} ${px(top)} ${px(to)} ${px(top + r)}V${px(end)}`,
  ];
  return wire(d.join(''), { arrow });
}
