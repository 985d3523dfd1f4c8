/** Histograms of oriented gradients (Dalal and Triggs 2005). */
import { directionOf } from '../../raster/direction.ts';
import type { Plane } from '../../raster/picture.ts';
import { resized } from '../../raster/resize.ts';
import type { PictureExtractor } from '../extractor.ts';
import { grey } from '../parts.ts';

/** Side of the square that the whole picture is resized to: 8×8 cells, so 7×7 blocks and 1,764 numbers. */
const SIDE = 64;
/** Side of a cell in pixels. */
const CELL = 8;
/** Orientations over π, each of 20°. */
const BINS = 9;
/** Side of a block in cells. */
const BLOCK = 2;
/** No number of a block is larger than this before the block is normalized again. */
const CLIP = 0.2;
const EPSILON = 1e-5;

/**
 * Histograms of the orientations of gradients modulo π, weighted by their magnitude, in cells of 8×8 pixels: [rows, columns, 9]. A
 * gradient is a difference over two pixels; across the outermost pixels it is 0. Pixels beyond whole cells are left out.
 */
export function orientedCells({ width, height, values }: Plane): Float64Array {
  const [columns, rows] = [Math.floor(width / CELL), Math.floor(height / CELL)];
  const cells = new Float64Array(rows * columns * BINS);
  for (let y = 0; y < rows * CELL; y++) {
    for (let x = 0; x < columns * CELL; x++) {
      const at = y * width + x;
      const right = x === 0 || x === width - 1 ? 0 : values[at + 1]! - values[at - 1]!;
      const down = y === 0 || y === height - 1 ? 0 : values[at + width]! - values[at - width]!;
      const halfTurns = directionOf(right, down) / Math.PI + 1;
      const bin = Math.floor(BINS * halfTurns) % BINS;
      cells[(Math.floor(y / CELL) * columns + Math.floor(x / CELL)) * BINS + bin]! += Math.sqrt(right ** 2 + down ** 2);
    }
  }
  return cells;
}

/**
 * Blocks of 2×2 neighbouring cells, overlapping, each scaled to length 1, clipped at .2 and scaled again ("L2-Hys"): [rows - 1, columns - 1,
 * 2, 2, 9], for planes of at least 16×16. A block without gradients is 0.
 */
export function orientedGradients(plane: Plane): Float32Array {
  const cells = orientedCells(plane);
  const [columns, rows] = [Math.floor(plane.width / CELL), Math.floor(plane.height / CELL)];
  const length = BLOCK ** 2 * BINS;
  const out = new Float32Array((rows - 1) * (columns - 1) * length);
  for (let y = 0, at = 0; y + BLOCK <= rows; y++) {
    for (let x = 0; x + BLOCK <= columns; x++, at += length) {
      const block = out.subarray(at, at + length);
      for (let row = 0; row < BLOCK; row++) {
        const from = ((y + row) * columns + x) * BINS;
        block.set(cells.subarray(from, from + BLOCK * BINS), row * BLOCK * BINS);
      }
      scaleToLengthOne(block);
      for (let i = 0; i < length; i++) block[i] = Math.min(CLIP, block[i]!);
      scaleToLengthOne(block);
    }
  }
  return out;
}

function scaleToLengthOne(vector: Float32Array): void {
  let squares = EPSILON ** 2;
  for (const value of vector) squares += value ** 2;
  const length = Math.sqrt(squares);
  for (let i = 0; i < vector.length; i++) vector[i]! /= length;
}

/** Oriented gradients of the grey picture at 64×64, whatever its aspect. */
export const hog: PictureExtractor = {
  name: 'hog',
  title: 'Histograms of oriented gradients',
  source: 'Dalal and Triggs 2005',
  size: (SIDE / CELL - BLOCK + 1) ** 2 * BLOCK ** 2 * BINS,
  version: 1,
  extract: analysis => orientedGradients(resized(analysis.get(grey), SIDE, SIDE)),
};
