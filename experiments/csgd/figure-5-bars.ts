/**
 * Figure 5, at its end: accuracy of five methods at equal widths, beside the paper's.
 *   npx refold reproduce csgd --table figure-5 --table figure-5-bars
 * A second: it draws what the table figure-5 has measured already.
 * Comes out: bars of the mean over seeds, ours and the paper's.
 */
import { bars, defineFigure, printedBy } from '@refold/lab';

const NAME = /DenseNet-40 (?<filters>\d) filters per layer (?<method>\S+)/;
const PRINTED = 'figure5_densenet40-methods.csv';

export default defineFigure({
  title: 'Figure 5, at its end: five methods at equal widths',
  plot: ({ columnOf, printed }) => {
    const ours = columnOf('figure-5', 'top1').filter(({ measured }) => Number.isFinite(measured));
    if (ours.length === 0) return;
    const place = ({ filters, method }: Readonly<Record<string, string>>) => ({
      panel: `${filters} filters per layer`,
      group: method!,
    });
    const lasts = printedBy(printed(PRINTED), new RegExp(`${NAME.source} run \\d, top-1 last evaluation$`));
    return bars(
      [
        ...ours.map(({ row, measured: value, std, n }) => ({
          ...place(NAME.exec(row)!.groups!),
          value,
          ...(n > 1 && { low: value - std, high: value + std }),
        })),
        ...printedBy(printed(PRINTED), new RegExp(`${NAME.source}, top-1 mean of last 5`)).map(({ value, of }) => {
          const runs = lasts.filter(last => last.of.filters === of.filters && last.of.method === of.method);
          const ends = [value, ...runs.map(run => run.value)];
          return { ...place(of), value, origin: 'paper' as const, low: Math.min(...ends), high: Math.max(...ends) };
        }),
      ],
      {
        title: 'Five methods at equal widths',
        subtitle: 'Lines: ± one standard deviation over seeds here; the lowest and highest of three runs in the paper',
        x: 'method',
        y: { title: 'top-1, %' },
        width: 860,
      },
    );
  },
  deviations: ['The values are those of the table figure-5, whose deviations hold here too.'],
});
