/** A table of the paper: its rows and columns, in each cell the paper's value with the measured one below. */
import { useMemo, useState } from 'preact/hooks';
import type { PaperData, ScaleData, TableData } from '../shape.ts';
import { type ColumnOf, DataTable } from './data-table.tsx';
import { Facts, originFacts, useDetail } from './detail.tsx';
import { isNarrow, rowsOf, scaleOf, useFilter } from './filter.ts';
import { type Cell, type GridRow, originAt } from './model.ts';
import { Spread } from './spread.tsx';
import { kindOf, reasonOf, VALUES } from './verdicts.ts';

interface Properties {
  readonly paper: PaperData;
  readonly table: TableData;
}

/** A table that can be folded away. The paper's own are open, as are all in which something is found. */
export function TableBox({ paper, table }: Properties) {
  const filter = useFilter();
  const [chosen, choose] = useState<string>();
  const [isOpen, setOpen] = useState(table.isPapers && table.rows.length <= LONG);
  const at = table.scales.find(({ scale }) => scale === chosen && filter.scale === '') ?? scaleOf(table, filter);
  const rows = useMemo(() => (at === undefined ? [] : rowsOf(paper, table, at, filter)), [paper, table, at, filter]);
  if (at === undefined || rows.length === 0) return null;
  const isSought = `${filter.query}${filter.verdict}` !== '';
  const isWhole = !isNarrow(filter);
  const hasChoice = table.scales.length > 1 && filter.scale === '';
  return (
    <details
      class="table"
      id={`${paper.id}-${table.id}`}
      open={isOpen || isSought}
      onToggle={event => {
        if (!isSought) setOpen(event.currentTarget.open);
      }}
    >
      <summary>
        <h4>{table.headline}</h4>
        <span class="tally">{tallyOf(rows)}</span>
      </summary>
      {(isOpen || isSought) && (
        <>
          <div class="conditions">
            <Conditions at={at} hasChoice={hasChoice} />
            {hasChoice && (
              <label>
                Scale{' '}
                <select value={at.scale} onChange={event => choose(event.currentTarget.value)}>
                  {table.scales.map(({ scale }) => (
                    <option key={scale}>{scale}</option>
                  ))}
                </select>
              </label>
            )}
          </div>
          <Grid paper={paper} table={table} at={at} rows={rows} />
          {isWhole && table.deviations.length > 0 && (
            <p class="note">
              Deviations:{' '}
              {table.deviations.map((place, i) => (
                <>
                  {i > 0 && ', '}
                  <a href={`#${paper.id}-d${place + 1}`}>D{place + 1}</a>
                </>
              ))}
            </p>
          )}
        </>
      )}
    </details>
  );
}

/** Longer tables are folded away. */
const LONG = 40;
/** Tables of more columns are printed smaller. */
const WIDE = 9;

/** '12 ✓, 3 ≈, 4 not run' */
function tallyOf(rows: readonly GridRow[]): string {
  const verdicts = rows.flatMap(({ cells }) => cells.map(cell => kindOf(cell?.verdict ?? '')));
  const counts = Object.entries(VALUES).flatMap(([verdict, { mark }]) => {
    const n = verdicts.filter(one => one === verdict).length;
    return n === 0 || verdict === 'reference' ? [] : [`${n} ${WORDS[verdict] ?? mark}`];
  });
  return [`${rows.length} ${rows.length === 1 ? 'row' : 'rows'}`, ...counts].join(' · ');
}

const WORDS: Readonly<Record<string, string>> = {
  'not comparable': 'not comparable',
  quoted: 'quoted',
  'not run': 'not run',
};

/** What all measured values of a table have in common. */
function Conditions({ at, hasChoice }: { readonly at: ScaleData; readonly hasChoice: boolean }) {
  const origins = [...new Set(at.cells.filter(([, , , measured]) => measured !== '').map(cell => cell[8]))].map(
    originAt,
  );
  const all = (key: 'data' | 'network' | 'date') =>
    [...new Set(origins.map(one => one[key]))].filter(text => text !== '');
  const networks = all('network').filter(text => !text.startsWith('timed at'));
  const dates = all('date').sort();
  const parts = [
    hasChoice ? '' : `scale ${at.scale}`,
    all('data').join(' / '),
    networks.length > 3 ? `${networks.length} networks` : networks.join(' / '),
    dates.length > 1 ? `${dates[0]} to ${dates.at(-1)}` : dates.join(),
  ];
  return <span>{parts.filter(text => text !== '').join(' · ')}</span>;
}

function Grid({ paper, table, at, rows }: Properties & { readonly at: ScaleData; readonly rows: readonly GridRow[] }) {
  const columns = useMemo(() => {
    const first: ColumnOf<GridRow> = {
      heading: 'Row',
      show: ({ heading }) => heading,
      sortBy: ({ heading }) => heading,
    };
    const others = table.columns.map(({ heading }, c): ColumnOf<GridRow> => {
      const file = `results/${paper.id}/${at.scale}/${table.id}.csv`;
      return {
        heading,
        isNumeric: true,
        show: row => row.cells[c] && <CellButton row={row} cell={row.cells[c]} file={file} />,
        sortBy: row => row.cells[c]?.measured || row.cells[c]?.paper || '',
      };
    });
    return [first, ...others];
  }, [paper, table, at]);
  const kind = table.columns.length > WIDE ? 'grid wide' : 'grid';
  return <DataTable label={`${paper.id}, ${table.headline}`} rows={rows} columns={columns} kind={kind} />;
}

/** A number with a minus sign as wide as a plus. */
const signed = (text: string): string => text.replace(/^-(?=[\d.])/, '−');

interface CellProperties {
  readonly row: GridRow;
  readonly cell: Cell;
  /** The file that it is read from. */
  readonly file: string;
}

function CellButton({ row, cell, file }: CellProperties) {
  const open = useDetail();
  const { paper, measured, std, verdict } = cell;
  const kind = kindOf(verdict);
  const { mark = '', tone = 'none' } = VALUES[kind] ?? {};
  const isOne = kind === 'match' && paper === measured;
  return (
    <button
      type="button"
      class={`cell ${tone}`}
      onClick={() =>
        open({ heading: `${row.heading}: ${cell.column.heading}`, body: <CellDetail cell={cell} file={file} /> })
      }
    >
      {paper !== '' && !isOne && <span class="paper">{signed(paper)}</span>}
      {measured !== '' && (
        <span class="measured">
          {signed(measured)}
          {std !== '' && <small> ± {std}</small>}
        </span>
      )}
      {mark !== '' && (
        <span class="mark">
          <span aria-hidden="true">{mark}</span>
          <span class="hidden">, {kind}</span>
        </span>
      )}
    </button>
  );
}

function CellDetail({ cell, file }: Omit<CellProperties, 'row'>) {
  const { paper, measured, std, values, verdict, source, column, origin } = cell;
  const kind = kindOf(verdict);
  const delta = Number(measured) - Number(paper);
  const hasDelta = paper !== '' && measured !== '' && Number.isFinite(delta) && delta !== 0;
  return (
    <>
      {kind !== '' && (
        <p class={`saying ${VALUES[kind]?.tone ?? 'none'}`}>
          <strong>{kind}</strong>: {reasonOf(verdict) || VALUES[kind]?.meaning}
        </p>
      )}
      {values.length > 1 && <Spread values={values.map(Number)} paper={paper === '' ? undefined : Number(paper)} />}
      <Facts
        facts={[
          ['The paper prints', paper],
          ['Where', source],
          ['Measured', measured !== '' && `${measured}${std === '' ? '' : ` ± ${std}`}`],
          ['Difference', hasDelta && `${delta > 0 ? '+' : '−'}${Number(Math.abs(delta).toPrecision(4))}`],
          [column.kind === 'ratio' ? 'Rounds of timing' : 'Values per seed', values.join(', ')],
          ['Kind', KINDS[column.kind]],
          ...originFacts(origin),
          ['File', <code key="file">{file}</code>],
        ]}
      />
    </>
  );
}

const KINDS = {
  exact: 'counted: must equal the paper’s',
  ratio: 'timed beside the reference row in the same run; the median of the rounds',
  score: 'the mean over seeds; ± is the standard deviation',
  measured: 'our own: the paper prints no such value',
};
