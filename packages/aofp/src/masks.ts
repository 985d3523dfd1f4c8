/** Masks on the outputs of layers, and the layer that each of them is scored by: the only one that reads it (sections 3.2 and 3.3). */

import { ndarray } from '@refold/core';
import {
  type Child,
  type Expression,
  insertAfter,
  type Layer,
  type Link,
  linkRows,
  type Network,
  numberedAfter,
  scale,
  type Traced,
  tap,
  trace,
} from '@refold/core/layers';
import { type Target, targetsOf } from '@refold/core/prune';

/** What follows a mask as far as the end of the layer that reads it, its norm, its ReLU and its own mask. */
export interface Reader extends Expression {
  /** Where a parameter of the part lies in the whole network. */
  readonly pathIn: (path: string) => string;
}

/** A layer that is scored. */
export interface Scored {
  readonly target: Target;
  /** Path of the mask's parameter, [channels]: 1 for a filter that is kept, 0 for one that is pruned. */
  readonly mask: string;
  readonly reader: Reader;
  /** Names of the taps that show what the reader is given, and what it gives. */
  readonly given: string;
  readonly gives: string;
}

/** An expression with masks, and what is scored in it. */
export interface Masked {
  /** With masks. */
  readonly layer: Layer;
  /** With masks, and with taps on what readers are given and give. */
  readonly tapped: Layer;
  readonly scored: readonly Scored[];
}

/** Name of a mask in its chain, and a pattern that selects masks' parameters. */
export const MASK = 'mask';
/** `mask`, `mask2`, ... as they end a parameter's path. */
export const MASK_PATTERN = `(^|\\.)${MASK}\\d*\\.factor$`;

/**
 * The expression with a mask behind the ReLU of every target that one layer reads, and nothing else: all layers of a plain network but the last, the
 * first of a basic block, the first two of a bottleneck. A mask multiplies what the ReLU gives; at 1 it changes nothing.
 * @param where selects among the targets; default: all
 */
export function withMasks({ layer, input }: Expression, where: (target: Target) => boolean = () => true): Masked {
  const found = placesOf({ layer, input }, where);
  const named = numberedAfter(
    found.map(({ relu }) => relu),
    MASK,
  );
  const masked = insertAfter(layer, input, new Map(named.map(({ after, name }) => [after, [name, scale()]])));
  const rows = linkRows(trace(masked, input));
  const scored = found.map(({ target }, i) => {
    const path = named[i]!.path;
    const row = rows.find(row => row.some(link => link.path === path))!;
    const at = row.findIndex(link => link.path === path);
    const part = row.slice(at + 1, endOf(row, at + 1));
    return {
      target,
      mask: `${path}.factor`,
      reader: readerOf(part, row[at]!.output),
      given: path,
      gives: part.at(-1)!.path,
    };
  });
  const taps = new Map(
    scored
      .flatMap(({ given, gives }) => [given, gives])
      .map((path): [string, Child] => [path, [`seen ${path.split('.').at(-1)}`, tap(path)]]),
  );
  return { layer: masked, tapped: insertAfter(masked, input, taps), scored };
}

/** Parameters for an expression with masks: all filters kept. */
export const withOpenMasks = (params: Network['params'], { scored }: Masked): Network['params'] =>
  new Map([...params, ...scored.map(({ mask, target }) => [mask, ones(target.group.size)] as const)]);

function ones(size: number) {
  const array = ndarray([size]);
  array.data.fill(1);
  return array;
}

interface Place {
  readonly target: Target;
  /** Path of the ReLU behind it. */
  readonly relu: string;
}

function placesOf({ layer, input }: Expression, where: (target: Target) => boolean): readonly Place[] {
  const rows = linkRows(trace(layer, input));
  return targetsOf(layer, input).flatMap((target): Place[] => {
    const row = rows.find(row => row.some(({ path }) => path === target.path))!;
    const at = row.findIndex(({ path }) => path === target.path);
    const relu = row[row[at + 1]?.layer.op === 'batchNorm' ? at + 2 : at + 1];
    const readers = target.group.sites.filter(({ role }) => role === 'consumer');
    const [reader] = readers;
    const isRead = row.some(({ path }) => path === reader?.path);
    if (!isRelu(relu) || readers.length !== 1 || !isRead || !where(target)) return [];
    return [{ target, relu: relu!.path }];
  });
}

/** One past the reader that follows a mask: its convolution or linear layer, then its norm, its ReLU and its mask, as far as there are any. */
function endOf(row: readonly Link[], from: number): number {
  let end = from;
  while (row[end]!.layer.op !== 'conv' && row[end]!.layer.op !== 'linear') end++;
  end++;
  if (row[end]?.layer.op === 'batchNorm') end++;
  if (isRelu(row[end])) end++;
  if (row[end]?.layer.op === 'scale') end++;
  return end;
}

function readerOf(part: readonly Link[], input: Traced['output']): Reader {
  const layer: Layer = { op: 'chain', children: part.map(({ layer }, i): Child => [`${i}`, layer]) };
  return {
    layer,
    input,
    pathIn: path => {
      const [i = '', ...rest] = path.split('.');
      return [part[Number(i)]!.path, ...rest].join('.');
    },
  };
}

const isRelu = (link: Link | undefined): boolean => link?.layer.op === 'activation' && link.layer.fn === 'relu';
