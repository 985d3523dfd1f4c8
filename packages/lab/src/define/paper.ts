/** Papers: what experiments/<paper>/index.ts exports. */
import { RefoldError } from '@refold/core';
import type { Layer, Shape } from '@refold/core/layers';
import type { Registry } from '@refold/core/train';
import type { ModelEntry } from '@refold/core/zoo';
import type { Figure } from './figure.ts';
import { repeated } from './names.ts';
import type { Scale } from './scales.ts';
import type { Table } from './table.ts';

/** The default export of experiments/<paper>/index.ts. What a configuration's names mean beyond the core's own is said here, once. */
export interface Paper extends Registry {
  readonly paper: string;
  /** Authors, title, year, arXiv number. */
  readonly reference: string;
  readonly tables: readonly Table[];
  readonly figures?: readonly Figure[];
  readonly models: Readonly<Record<string, ModelEntry>>;
  /** Published weights that its runs begin with, where they can be had: fetched, if that works, before anything is trained. */
  readonly weights?: (scale: Scale) => readonly string[];
  /** What the paper makes of any network, by name: `refold summary <model> --with <name>`. */
  readonly rewritings?: Readonly<Record<string, Rewriting>>;
}

/** An expression in place of another, for the same input shape. */
export type Rewriting = (layer: Layer, input: Shape) => Layer;

/**
 * The paper, checked.
 * @throws RefoldError for a table or figure of another paper, or two of one id
 */
export function definePaper(paper: Paper): Paper {
  const parts = [...paper.tables, ...(paper.figures ?? [])];
  const stranger = parts.find(part => part.paper !== paper.paper);
  if (stranger) throw new RefoldError(`${paper.paper}: '${stranger.id}' says that it belongs to '${stranger.paper}'`);
  const twice = repeated(parts.map(part => part.id));
  if (twice !== undefined) throw new RefoldError(`${paper.paper}: two parts have the id '${twice}'`);
  return paper;
}
