/** A table that is sorted by a press on a heading. */
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';

export interface ColumnOf<R> {
  readonly heading: string;
  readonly show: (row: R) => ComponentChildren;
  /** What it is sorted by; texts that are numbers are sorted as numbers, empty ones go last. */
  readonly sortBy: (row: R) => string | number;
  /** Whether its values are numbers, which stand to the right. */
  readonly isNumeric?: boolean;
}

interface Properties<R> {
  /** What the table shows, for those who can't see it. */
  readonly label: string;
  readonly rows: readonly R[];
  /** The first names the row. */
  readonly columns: readonly ColumnOf<R>[];
  readonly kind: string;
}

interface Sorting {
  readonly column: number;
  readonly isDown: boolean;
}

/** Rows in the order in which they come, until a heading is pressed: up, down, and as they came again. */
export function DataTable<R>({ label, rows, columns, kind }: Properties<R>) {
  const [sorting, setSorting] = useState<Sorting>();
  const sorted = useMemo(() => {
    const column = sorting && columns[sorting.column];
    return column === undefined ? rows : inOrder(rows, column.sortBy, sorting!.isDown);
  }, [rows, columns, sorting]);
  const press = (column: number) =>
    setSorting(now =>
      now?.column !== column ? { column, isDown: false } : now.isDown ? undefined : { column, isDown: true },
    );
  const body = useRef<HTMLTableSectionElement>(null);
  // A table is one stop of the Tab key, however many buttons are in it.
  useLayoutEffect(() => stopOnceAt(body.current?.querySelector('button')), [sorted]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reached by the keyboard
    <section class="scroll" aria-label={label} tabIndex={0}>
      <table class={`data ${kind}`}>
        <thead>
          <tr>
            {columns.map(({ heading, isNumeric }, i) => {
              const order = sorting?.column === i ? (sorting.isDown ? 'descending' : 'ascending') : 'none';
              return (
                <th key={heading} scope="col" aria-sort={order} class={isNumeric ? 'number' : undefined}>
                  <button type="button" onClick={() => press(i)}>
                    {heading}
                  </button>
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody ref={body} onKeyDown={moveFocus}>
          {sorted.map((row, r) => (
            <tr key={r}>
              {columns.map(({ heading, show, isNumeric }, c) => {
                const Tag = c === 0 ? 'th' : 'td';
                return (
                  <Tag
                    key={heading}
                    scope={c === 0 ? 'row' : undefined}
                    data-heading={heading}
                    class={isNumeric ? 'number' : undefined}
                  >
                    {show(row)}
                  </Tag>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function inOrder<R>(rows: readonly R[], sortBy: (row: R) => string | number, isDown: boolean): readonly R[] {
  const collator = new Intl.Collator('en', { numeric: true });
  const sign = isDown ? -1 : 1;
  const compare = (a: string | number, b: string | number): number => {
    if (a === '' || b === '') return a === b ? 0 : a === '' ? 1 : -1;
    const [x, y] = [Number(a), Number(b)];
    return sign * (Number.isNaN(x - y) ? collator.compare(String(a), String(b)) : x - y);
  };
  return rows
    .map(row => ({ row, key: sortBy(row) }))
    .sort((a, b) => compare(a.key, b.key))
    .map(({ row }) => row);
}

const STEPS: Readonly<Record<string, readonly [down: number, right: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** Makes a button the one of its table that the Tab key stops at. */
function stopOnceAt(button: HTMLButtonElement | null | undefined): void {
  for (const other of button?.closest('tbody')?.querySelectorAll('button') ?? []) other.tabIndex = -1;
  if (button) button.tabIndex = 0;
}

/** Arrow keys go from a button in a cell to the next one that way; empty cells are passed over. */
function moveFocus(event: KeyboardEvent): void {
  const step = STEPS[event.key];
  const cell = (event.target as Element).closest<HTMLTableCellElement>('td, th');
  if (step === undefined || cell === null) return;
  const body = cell.closest('tbody')!;
  let [row, column] = [[...body.rows].indexOf(cell.parentElement as HTMLTableRowElement), cell.cellIndex];
  for (;;) {
    [row, column] = [row + step[0], column + step[1]];
    const next = body.rows[row]?.cells[column];
    if (next === undefined) return;
    const button = next.querySelector('button');
    if (button === null) continue;
    event.preventDefault();
    stopOnceAt(button);
    button.focus();
    return;
  }
}
