/**
 * Table 7: pictures per class.
 *   npx refold reproduce emotion-benchmarks --table table-7
 * Seconds at every scale: nothing is trained.
 * Comes out: the counts of Emotion6, by the keyword that a picture was searched by and by what people voted, beside those that were published.
 */
import { EKMAN, EKMAN_AND_NEUTRAL, loadDataset } from '@refold/core/data';
import { compute, defineTable, exact, ifFetched, type Row } from '@refold/lab';
import { SETS } from './scales.ts';

const TIED = 'images with a tied maximum';

/** The labels of all pictures: those of class, and the shares of votes, [pictures][7]. */
async function labelsOf(label: 'class' | 'distribution'): Promise<readonly (readonly number[])[]> {
  const { labels } = await loadDataset({ name: 'emotion6', split: 'train', side: 256, label, only: [0, 1, 2, 3, 4] });
  if (labels.kind === 'class') return Array.from(labels.values, value => [value]);
  if (labels.kind !== 'distribution') return [];
  const { values, width } = labels;
  return Array.from({ length: values.length / width }, (_, i) =>
    Array.from(values.subarray(i * width, (i + 1) * width)),
  );
}

type Count = (emotion: number) => Promise<number>;

const ofKeyword: Count = async emotion => (await labelsOf('class')).filter(([value]) => value === emotion).length;
const mostVoted: Count = async emotion =>
  (await labelsOf('distribution')).filter(shares => shares.indexOf(Math.max(...shares)) === emotion).length;
const isTied = (shares: readonly number[]): boolean => shares.filter(share => share === Math.max(...shares)).length > 1;
const meanShare: Count = async emotion => {
  const all = await labelsOf('distribution');
  return all.reduce((sum, shares) => sum + shares[emotion]!, 0) / all.length;
};

const counted = (names: readonly string[], count: Count) =>
  Object.fromEntries(names.map((name, i) => [name, ifFetched(compute(() => count(i)))]));

const DATA = { data: SETS.Emotion6 };

export default defineTable<typeof DATA>({
  title: 'Pictures per class of Emotion6',
  printed: 'table7_class-counts.csv',
  scales: { smoke: DATA, quick: DATA, standard: DATA, paper: DATA },
  columns: Object.fromEntries([...EKMAN_AND_NEUTRAL, TIED].map(name => [name, exact({ heading: name })])),
  rows: [
    { name: 'Emotion6 (keyword folder)', heading: 'by keyword', cells: counted(EKMAN, ofKeyword) },
    {
      name: 'Emotion6 (argmax of 7-way votes, first index on ties)',
      heading: 'most votes, the first where several have',
      cells: {
        ...counted(EKMAN_AND_NEUTRAL, mostVoted),
        [TIED]: ifFetched(compute(async () => (await labelsOf('distribution')).filter(isTied).length)),
      },
    },
    {
      name: 'Emotion6 (mean vote share)',
      heading: 'mean share of votes',
      cells: counted(EKMAN_AND_NEUTRAL, meanShare),
    },
  ] satisfies readonly Row<typeof DATA>[],
});
