/** Drawn pieces, and the wires between them. */
import { px, wire } from './svg.ts';

/** A drawn piece: its reach left and right of the axis that its wire enters and leaves by, its height, and its ink. */
export interface Piece {
  readonly left: number;
  readonly right: number;
  readonly height: number;
  /** Whether it starts with a box, which a wire enters with an arrowhead. */
  readonly boxed: boolean;
  /** Whether the box that it starts with, a norm's or an activation's, stands right below another box. */
  readonly joins?: boolean;
  /** Whether it ends with a box, which a norm's or an activation's can stand right below. */
  readonly closed?: boolean;
  /** Where its wire leaves, right of the axis. Default: on it. */
  readonly exit?: number;
  /** Draws the piece with its axis at x and its top at y. */
  readonly draw: (x: number, y: number) => string;
}

/** Height of a wire from one piece to the next, and of the gap below a box that another joins. */
export const GAP = 24;
const JOINED = 5;
/** Radius of a wire's bend. */
export const CORNER = 9;

/** A wire from one height to another, to a hair above the box that it enters. */
export const lead = (x: number, from: number, to: number, arrow: boolean): string =>
  wire(`M${px(x)} ${px(from)}V${px(arrow ? to - 2 : to)}`, { arrow });

/** Whether a box stands right below another. */
export const isJoined = (above: Piece, below: Piece): boolean => above.closed === true && below.joins === true;

/** The gap between two pieces of a column. */
export const gapBetween = (above: Piece, below: Piece): number => (isJoined(above, below) ? JOINED : GAP);

/** The wire between two pieces of a column; `top` is that of the one below. */
export const between = (above: Piece, below: Piece, x: number, top: number): string =>
  lead(x, top - gapBetween(above, below), top, below.boxed && !isJoined(above, below));
