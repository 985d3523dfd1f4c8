/** What the reader asked to see. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { PaperData, ScaleData, TableData } from '../shape.ts';
import { type Claim, claimText, type GridRow, gridOf } from './model.ts';
import { kindOf } from './verdicts.ts';

/** All of it must be so; empty ones ask for nothing. */
export interface Filter {
  /** Words, each of which must be there. */
  readonly query: string;
  /** 'value:close', 'claim:holds' */
  readonly verdict: string;
  readonly scale: string;
}

export const EVERYTHING: Filter = { query: '', verdict: '', scale: '' };

export const FilterContext = createContext<Filter>(EVERYTHING);
export const useFilter = (): Filter => useContext(FilterContext);

/** Whether anything is asked for that could leave out a row. */
export const isNarrow = ({ query, verdict, scale }: Filter): boolean => `${query}${verdict}${scale}` !== '';

/** Whether every word of the query is in a text, or in one that stands above it. Both are in lower case. */
export const hasWords = ({ query }: Filter, text: string, above = ''): boolean =>
  query
    .toLowerCase()
    .split(/\s+/)
    .every(word => text.includes(word) || above.includes(word));

const verdictOf = ({ verdict }: Filter, kind: 'value' | 'claim'): string | undefined =>
  verdict === '' ? undefined : verdict.startsWith(`${kind}:`) ? verdict.slice(kind.length + 1) : 'none of this kind';

/** What stands above all of a paper. */
const nameOf = ({ id, title }: PaperData): string => `${id} ${title}`.toLowerCase();

/** The results of a table that are shown: at its best scale, or at the one asked for; undefined where it has none there. */
export const scaleOf = (table: TableData, { scale }: Filter): ScaleData | undefined =>
  scale === '' ? table.scales[0] : table.scales.find(one => one.scale === scale);

/** The rows of a table that are shown. */
export function rowsOf(paper: PaperData, table: TableData, at: ScaleData, filter: Filter): readonly GridRow[] {
  const above = `${nameOf(paper)} ${table.id} ${table.headline.toLowerCase()}`;
  const wanted = verdictOf(filter, 'value');
  return gridOf(table, at).filter(
    row =>
      hasWords(filter, row.text, above) &&
      (wanted === undefined || row.cells.some(cell => cell !== undefined && kindOf(cell.verdict) === wanted)),
  );
}

/** The claims of a paper that are shown. */
export function claimsOf(paper: PaperData, filter: Filter): readonly Claim[] {
  const wanted = verdictOf(filter, 'claim');
  return paper.tables
    .flatMap(table => {
      const at = scaleOf(table, filter);
      return at === undefined ? [] : at.claims.map(claim => ({ ...claim, table, scale: at.scale }));
    })
    .filter(
      claim =>
        hasWords(filter, claimText(claim), nameOf(paper)) && (wanted === undefined || kindOf(claim.verdict) === wanted),
    );
}

/** Whether a text of a paper is shown: a figure's headline, a deviation. Those have no verdict. */
export const isShown = (paper: PaperData, text: string, filter: Filter): boolean =>
  filter.verdict === '' && hasWords(filter, text.toLowerCase(), nameOf(paper));
