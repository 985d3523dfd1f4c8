/** The page: the overview is painted first, then one paper after another, so that a reader never waits for all of them. */
import { render } from 'preact';
import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import { type Detail, DetailContext, DetailDialog } from './detail.tsx';
import { claimsOf, EVERYTHING, type Filter, FilterContext, isNarrow } from './filter.ts';
import { Legend } from './legend.tsx';
import { commit, date, papers } from './model.ts';
import { Overview } from './overview.tsx';
import { countRows, Paper } from './paper.tsx';
import { Contents, Toolbar } from './toolbar.tsx';

const SCALES = [
  ...new Set(papers.flatMap(({ tables }) => tables.flatMap(({ scales }) => scales.map(one => one.scale)))),
];

function Page() {
  const [filter, setFilter] = useState<Filter>(EVERYTHING);
  const change = useCallback((part: Partial<Filter>) => setFilter(now => ({ ...now, ...part })), []);
  const [detail, open] = useState<Detail>();
  const count = useOneByOne(papers.length);
  const shown = useMemo(() => papers.slice(0, count), [count]);
  // The same elements every time: a paper that is there isn't drawn again when the next one comes.
  const sections = useMemo(() => papers.map(paper => <Paper key={paper.id} paper={paper} />), []);
  const found = useMemo(() => foundWith(filter), [filter]);
  // What is found isn't where the reader was: it begins at the top.
  useEffect(() => {
    if (isNarrow(filter) && document.querySelector('main')!.getBoundingClientRect().top < 0) scrollTo(0, 0);
  }, [filter]);
  return (
    <FilterContext.Provider value={filter}>
      <DetailContext.Provider value={open}>
        <header class="masthead">
          <h1>Refold</h1>
          <p>
            Papers, reproduced: what they print, and what was measured. Made on {date} from commit <code>{commit}</code>
            .
          </p>
        </header>
        <Toolbar filter={filter} change={change} scales={SCALES} found={found} />
        <Contents papers={shown} />
        <main>
          {!isNarrow(filter) && <Overview papers={papers} />}
          {!isNarrow(filter) && <Legend />}
          <div id="papers" tabIndex={-1} />
          {sections.slice(0, count)}
        </main>
        <DetailDialog detail={detail} close={() => open(undefined)} />
      </DetailContext.Provider>
    </FilterContext.Provider>
  );
}

/** Counts up to `all`, one more whenever the browser has painted; goes to the place that the address names once all are there. */
function useOneByOne(all: number): number {
  const [count, setCount] = useState(0);
  useEffect(() => {
    if (count < all) {
      const timer = setTimeout(() => setCount(count + 1));
      return () => clearTimeout(timer);
    }
    document.documentElement.dataset.state = 'ready';
    if (location.hash !== '') document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
    return undefined;
  }, [count, all]);
  return count;
}

function foundWith(filter: Filter): string {
  const tables = papers.flatMap(paper => paper.tables.map(table => countRows(paper, table, filter))).filter(n => n > 0);
  const rows = tables.reduce((sum, n) => sum + n, 0);
  const claims = papers.reduce((sum, paper) => sum + claimsOf(paper, filter).length, 0);
  const of = (n: number, one: string) => `${n} ${one}${n === 1 ? '' : 's'}`;
  return `${of(rows, 'row')} in ${of(tables.length, 'table')}, ${of(claims, 'claim')}`;
}

const root = document.getElementById('page')!;
root.textContent = '';
render(<Page />, root);
