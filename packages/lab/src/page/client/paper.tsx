/** A paper: its claims first, then its tables, figures, deviations and runs. */
import type { PaperData } from '../shape.ts';
import { Claims } from './claims.tsx';
import { Figures } from './figures.tsx';
import { claimsOf, type Filter, isNarrow, isShown, rowsOf, scaleOf, useFilter } from './filter.ts';
import { TableBox } from './grid.tsx';
import { RunsBox } from './runs.tsx';

export function Paper({ paper }: { readonly paper: PaperData }) {
  const filter = useFilter();
  const tables = paper.tables.filter(table => countRows(paper, table, filter) > 0);
  const isEmpty =
    tables.length === 0 &&
    claimsOf(paper, filter).length === 0 &&
    ![...paper.figures.map(({ headline }) => headline), ...paper.deviations].some(text => isShown(paper, text, filter));
  if (isEmpty && isNarrow(filter)) return null;
  return (
    <section class="paper-section" id={paper.id} aria-labelledby={`${paper.id}-heading`}>
      <header>
        <h2 id={`${paper.id}-heading`}>{paper.title}</h2>
        <p class="reference">
          {paper.authors}. <Linked text={paper.venue} />
        </p>
      </header>
      <Claims paper={paper} />
      {tables.length > 0 && <h3 id={`${paper.id}-tables`}>Tables</h3>}
      {tables.map(table => (
        <TableBox key={table.id} paper={paper} table={table} />
      ))}
      <Figures paper={paper} />
      <Deviations paper={paper} />
      <Omissions paper={paper} />
      <RunsBox paper={paper} />
    </section>
  );
}

/** How many rows of a table are shown. */
export function countRows(paper: PaperData, table: PaperData['tables'][number], filter: Filter): number {
  const at = scaleOf(table, filter);
  return at === undefined ? 0 : rowsOf(paper, table, at, filter).length;
}

/** A reference whose numbers on arXiv lead there. */
function Linked({ text }: { readonly text: string }) {
  return (
    <>
      {text.split(/(arXiv \d{4}\.\d{4,5})/).map(part =>
        /^arXiv \d/.test(part) ? (
          <a key={part} href={`https://arxiv.org/abs/${part.slice('arXiv '.length)}`} rel="noreferrer">
            {part}
          </a>
        ) : (
          part
        ),
      )}
    </>
  );
}

function Deviations({ paper }: { readonly paper: PaperData }) {
  const filter = useFilter();
  const shown = paper.deviations
    .map((text, i) => ({ text, name: `D${i + 1}`, id: `${paper.id}-d${i + 1}` }))
    .filter(({ text }) => filter.scale === '' && isShown(paper, text, filter));
  if (shown.length === 0) return null;
  return (
    <>
      <h3 id={`${paper.id}-deviations`}>Deviations from the paper</h3>
      <dl class="deviations">
        {shown.map(({ text, name, id }) => (
          <div key={id} id={id}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function Omissions({ paper }: { readonly paper: PaperData }) {
  const filter = useFilter();
  if (paper.omissions.length === 0 || isNarrow(filter)) return null;
  return (
    <details class="table">
      <summary>
        <h4>Printed values that no table shows</h4>
        <span class="tally">{paper.omissions.length}</span>
      </summary>
      <dl class="deviations omitted">
        {paper.omissions.map(({ what, reason }) => (
          <div key={what}>
            <dt>{what}</dt>
            <dd>{reason}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
