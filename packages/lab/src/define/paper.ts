/** Papers: what experiments/<paper>/index.ts exports. A table or a figure is one file beside it, and named as the file is. */
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RefoldError } from '@refold/core';
import type { Model } from '@refold/core/io';
import type { Layer, Shape } from '@refold/core/layers';
import type { AnyConfig, Pruner, Registry, TrainConfig } from '@refold/core/train';
import type { ModelEntry, NameMap } from '@refold/core/zoo';
import type { Benchmark } from './benchmark.ts';
import type { Figure } from './figure.ts';
import type { Omission } from './omission.ts';
import type { Reason } from './reasons.ts';
import type { Scale } from './scales.ts';
import type { Table } from './table.ts';

/** What a paper says of itself. What a configuration's names mean beyond the core's own is said here, once. */
export interface PaperSpec extends Registry {
  /** Authors, title, year, arXiv number. */
  readonly reference: string;
  /** Whether it is a comparison of ours and no paper's: pages don't count it among the papers. Default: false. */
  readonly isOwn?: boolean;
  readonly models: Readonly<Record<string, ModelEntry>>;
  /** The printed values that no cell shows, and why: each is in `paper/*.csv`. */
  readonly omissions?: readonly Omission[];
  /** What we think why claims don't hold here, and what would tell: in reasons.ts beside the index. */
  readonly reasons?: readonly Reason[];
  /** Published weights that its runs begin with, where they can be had: fetched, if that works, before anything is trained. */
  readonly weights?: (scale: Scale) => readonly string[];
  /** What the paper makes of any network, by name: `refold summary <model> --with <name>`. */
  readonly rewritings?: Readonly<Record<string, Rewriting>>;
  /** Names that its models are published under: `refold import`. */
  readonly nameMaps?: readonly NameMap[];
  /** Its ways to prune any network while it trains, by name: `refold prune <model> --by <name>`. Its methods are among `methods`. */
  readonly pruners?: Readonly<Record<string, Pruner>>;
  /** What it offers on anybody's data: `refold benchmark`. */
  readonly benchmark?: Benchmark;
  /** The run whose network `refold run <paper>` applies to pictures; its method, if it has one, leaves the expression as it is. Of a game: one of its players. */
  readonly shown?: (scale: Scale) => TrainConfig | ShownPlayer | undefined;
}

/** One of the networks that a run trains, what its images and outputs are among the rest. */
export interface ShownPlayer extends Omit<Model, 'params'> {
  readonly run: AnyConfig;
  readonly player: string;
  /** What its pictures were, in a few words: the name of a dataset, say. */
  readonly trainedOn: string;
}

/** An expression in place of another, for the same input shape. */
export type Rewriting = (layer: Layer, input: Shape) => Layer;

/** Whose a table or figure is, and what its files are called: 'table-6'. */
interface Placed {
  readonly paper: string;
  readonly id: string;
}
export type PaperTable = Table & Placed;
export type PaperFigure = Figure & Placed;

/** A paper with its tables and figures, in the order of its page. */
export interface Paper extends PaperSpec {
  readonly paper: string;
  readonly tables: readonly PaperTable[];
  readonly figures: readonly PaperFigure[];
}

/** Tables and figures by id. */
export type Parts = Readonly<Record<string, Table | Figure>>;

/**
 * The paper of that name, of its parts.
 * @throws RefoldError for an id that isn't lower-case words joined by hyphens
 */
export function definePaper(paper: string, about: PaperSpec, parts: Parts): Paper {
  const stranger = Object.keys(parts).find(id => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id));
  if (stranger !== undefined) {
    throw new RefoldError(`${paper}/${stranger}: an id is lower-case words joined by hyphens, like table-6`);
  }
  const placed = Object.entries(parts).map(([id, part]) => ({ ...part, paper, id }));
  return {
    ...about,
    paper,
    tables: placed.filter(part => 'columns' in part),
    figures: placed.filter(part => !('columns' in part)),
  };
}

/**
 * The paper of a folder, experiments/<paper>: its tables and figures are the default exports of the files beside index.ts.
 * Tables come first, then further tables (net-table-1), figures, extras, each by its number.
 * @param folder `import.meta.dirname` of the paper's index
 * @throws RefoldError naming the file whose table is malformed
 */
export async function paperIn(folder: string, about: PaperSpec): Promise<Paper> {
  const files = readdirSync(folder).filter(file => file.endsWith('.ts') && file !== 'index.ts');
  const ids = files.map(file => basename(file, '.ts')).sort(inOrder);
  const parts = await Promise.all(ids.map(async id => [id, await defaultExport(join(folder, `${id}.ts`))] as const));
  const isPart = (part: readonly [string, Table | Figure | undefined]): part is readonly [string, Table | Figure] =>
    part[1] !== undefined;
  return definePaper(basename(folder), about, Object.fromEntries(parts.filter(isPart)));
}

/** A file's table or figure; undefined for one that only helps others. */
async function defaultExport(path: string): Promise<Table | Figure | undefined> {
  try {
    return ((await import(pathToFileURL(path).href)) as { readonly default?: Table | Figure }).default;
  } catch (cause) {
    if (!(cause instanceof RefoldError)) throw cause;
    throw new RefoldError(`${path}: ${cause.message}`, { cause });
  }
}

const ORDER = [/^table-/, /-table-/, /^figure-/, /^/];
const rank = (id: string): number => ORDER.findIndex(pattern => pattern.test(id));
const inOrder = (a: string, b: string): number => rank(a) - rank(b) || a.localeCompare(b, 'en', { numeric: true });
