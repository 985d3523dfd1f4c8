/** Forward and vector-Jacobian product of tiles: their samples are cut out before the body, and put together after it. */
import * as tf from '@tensorflow/tfjs-core';
import { merge } from './accumulate.ts';
import { type Traced, tileCounts } from './shapes.ts';
import type { Step } from './step.ts';
import { share } from './tensors/share.ts';
import type { Tiles } from './types.ts';

type Counts = ReturnType<typeof tileCounts>;

/** Cuts x into tiles, evaluates the body on all of them as one batch, and joins the results. */
export function tilesStep(node: Traced<Tiles>, body: Step): Step {
  const counts = tileCounts(node.layer, node.input);
  return (x, state, needsInputGrad) => {
    const tiles = cut(x, counts);
    const outcome = body(tiles, state, needsInputGrad);
    tiles.dispose();
    const y = joined(outcome.y, counts);
    outcome.y.dispose();
    const { back } = outcome;
    if (back === undefined) return { y, back: undefined };
    return {
      y,
      back(dy, total) {
        const upstream = cut(dy, counts);
        dy.dispose();
        const gradient = back(upstream);
        if (gradient === undefined) return total;
        const dx = joined(gradient, counts);
        gradient.dispose();
        return merge(total, dx);
      },
    };
  };
}

/** [n, a·h, b·w, c·s] → [n·a·b·c, h, w, s]: tiles row by row, then by column, then by channels. */
export const cut = (x: tf.Tensor, [a, b, c]: Counts): tf.Tensor =>
  tf.tidy(() => {
    const [n, height, width, channels] = x.shape as [number, number, number, number];
    const [h, w, s] = [height / a, width / b, channels / c];
    const places = swapped(x, [n * a, h, b, w * channels]);
    const shares = swapped(places, [n * a * b, h * w, c, s]);
    return ownShape(shares, x, [n * a * b * c, h, w, s]);
  });

/** The inverse of `cut`, of tiles that may have another size. */
export const joined = (tiles: tf.Tensor, [a, b, c]: Counts): tf.Tensor =>
  tf.tidy(() => {
    const [all, h, w, s] = tiles.shape as [number, number, number, number];
    const n = all / (a * b * c);
    const places = swapped(tiles, [n * a * b, c, h * w, s]);
    const map = swapped(places, [n * a, b, h, w * c * s]);
    return ownShape(map, tiles, [n, a * h, b * w, c * s]);
  });

/** Seen in this shape, with the middle axes swapped; as it is where one of them is 1. */
function swapped(x: tf.Tensor, shape: [number, number, number, number]): tf.Tensor {
  const seen = tf.reshape(x, shape);
  return shape[1] === 1 || shape[2] === 1 ? seen : tf.transpose(seen, [0, 2, 1, 3]);
}

/** Another handle where nothing had to move. */
const ownShape = (moved: tf.Tensor, x: tf.Tensor, shape: number[]): tf.Tensor => {
  const result = tf.reshape(moved, shape);
  return result === x ? share(x) : result;
};
