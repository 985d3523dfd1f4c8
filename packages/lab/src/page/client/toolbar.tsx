/** The bar that stays in sight: the way to every paper, the search, the filters and the theme. */
import { Fragment } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { PaperData } from '../shape.ts';
import { EVERYTHING, type Filter, isNarrow } from './filter.ts';
import { chooseTheme, chosenTheme, THEMES, type Theme } from './theme.ts';
import { CLAIMS, VALUES } from './verdicts.ts';

interface Properties {
  readonly filter: Filter;
  /** Changes what is given; the rest stays. */
  readonly change: (part: Partial<Filter>) => void;
  readonly scales: readonly string[];
  /** How much of all is shown, in words. */
  readonly found: string;
}

/** Milliseconds without a key pressed before a search begins. */
const PAUSE = 150;

export function Toolbar({ filter, change, scales, found }: Properties) {
  const [query, setQuery] = useState(filter.query);
  useEffect(() => setQuery(filter.query), [filter.query]);
  useEffect(() => {
    if (query === filter.query) return;
    const timer = setTimeout(() => change({ query }), PAUSE);
    return () => clearTimeout(timer);
  }, [query, filter.query, change]);
  return (
    <search class="toolbar">
      <label class="search">
        <span class="hidden">Search tables, claims, figures and runs</span>
        <input
          type="search"
          placeholder="Search: ResNet-56, cifar10, momentum …"
          value={query}
          onInput={event => setQuery(event.currentTarget.value)}
        />
      </label>
      <label>
        <span class="hidden">Verdict</span>
        <select value={filter.verdict} onChange={event => change({ verdict: event.currentTarget.value })}>
          <option value="">Any verdict</option>
          <Verdicts label="Values" kind="value" names={Object.keys(VALUES)} />
          <Verdicts label="Claims" kind="claim" names={Object.keys(CLAIMS)} />
        </select>
      </label>
      <label>
        <span class="hidden">Scale</span>
        <select value={filter.scale} onChange={event => change({ scale: event.currentTarget.value })}>
          <option value="">Best scale</option>
          {scales.map(scale => (
            <option key={scale} value={scale}>
              Scale {scale}
            </option>
          ))}
        </select>
      </label>
      <ThemeSwitch />
      <p class="found" role="status">
        {isNarrow(filter) && (
          <>
            {found}{' '}
            <button type="button" class="plain" onClick={() => change(EVERYTHING)}>
              Show everything
            </button>
          </>
        )}
      </p>
    </search>
  );
}

function Verdicts({
  label,
  kind,
  names,
}: {
  readonly label: string;
  readonly kind: string;
  readonly names: readonly string[];
}) {
  return (
    <optgroup label={label}>
      {names.map(name => (
        <option key={name} value={`${kind}:${name}`}>
          {name}
        </option>
      ))}
    </optgroup>
  );
}

const NAMES = { system: 'Auto', light: 'Light', dark: 'Dark' };

function ThemeSwitch() {
  const [theme, setTheme] = useState<Theme>(chosenTheme);
  const choose = (next: Theme) => {
    chooseTheme(next);
    setTheme(next);
  };
  return (
    <label>
      <span class="hidden">Colours</span>
      <select value={theme} onChange={event => choose(event.currentTarget.value as Theme)}>
        {THEMES.map(one => (
          <option key={one} value={one}>
            {NAMES[one]}
          </option>
        ))}
      </select>
    </label>
  );
}

/** The papers, the one in sight marked. */
export function Contents({ papers }: { readonly papers: readonly PaperData[] }) {
  const [current, setCurrent] = useState('');
  useEffect(() => {
    const observer = new IntersectionObserver(
      entries => {
        for (const { isIntersecting, target } of entries) if (isIntersecting) setCurrent(target.id);
      },
      { rootMargin: '-30% 0px -65% 0px' },
    );
    for (const section of document.querySelectorAll('main > section')) observer.observe(section);
    return () => observer.disconnect();
  }, [papers]);
  return (
    <nav class="contents" aria-label="Papers">
      <a href="#overview" aria-current={current === 'overview' ? 'location' : undefined}>
        overview
      </a>
      {papers.map(paper => (
        <Fragment key={paper.id}>
          <a href={`#${paper.id}`} aria-current={current === paper.id ? 'location' : undefined}>
            {paper.id}
          </a>
          {current === paper.id &&
            partsOf(paper).map(part => (
              <a key={part} class="part" href={`#${paper.id}-${part}`}>
                {part}
              </a>
            ))}
        </Fragment>
      ))}
    </nav>
  );
}

/** The headings inside a paper. */
const partsOf = ({ tables, figures, deviations, runs }: PaperData): readonly string[] =>
  Object.entries({
    claims: tables.some(({ scales }) => scales.some(({ claims }) => claims.length > 0)),
    tables: tables.length > 0,
    figures: figures.length > 0,
    deviations: deviations.length > 0,
    runs: runs.length > 0,
  }).flatMap(([part, isThere]) => (isThere ? [part] : []));
