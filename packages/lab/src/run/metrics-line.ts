/** A finished run in one line, in the units of the tables. */
import type { PlannedTable } from '../plan/plan.ts';
import type { FinishedRun } from './messages.ts';

/** Core's metrics that are shares, those that methods name after them (`top1Base`), and differences of them. */
const SHARE = /^(top[15]|miou|pixelAccuracy|drop$|lostBy)/;

/** The trained metrics that tables show in percent. */
export function percentMetrics(tables: readonly Pick<PlannedTable, 'cells'>[]): ReadonlySet<string> {
  const shown = tables.flatMap(({ cells }) =>
    cells.flatMap(({ cell, column }) => (cell.kind === 'trained' && column.unit === '%' ? [cell.metric] : [])),
  );
  return new Set(shown);
}

/** More than these don't fit a line: those of single classes and dimensions, 'recall/fear', are then left out. */
const MANY = 12;

/** 'top1 10.16 %, loss 2.304, 213 images/s'. @param percents metrics that are shown in percent, beside those that always are */
export function metricsLine(
  { result: { metrics, imagesPerSecond } }: Pick<FinishedRun, 'result'>,
  percents: ReadonlySet<string> = new Set(),
): string {
  const all = Object.entries(metrics);
  const told = all.length > MANY ? all.filter(([name]) => !name.includes('/')) : all;
  const shown = told.map(([name, value]) =>
    percents.has(name) || SHARE.test(name)
      ? `${name} ${(100 * value).toFixed(2)} %`
      : `${name} ${Number(value.toPrecision(4))}`,
  );
  // A run without steps has no rate.
  return [...shown, ...(imagesPerSecond > 0 ? [`${Math.round(imagesPerSecond)} images/s`] : [])].join(', ');
}
