/**
 * Figure 1: accuracy against speed. Ours have the paper's accuracy at the speed of this machine.
 *   npx refold reproduce repvgg --table table-4 --table table-5 --table figure-1
 * A second: it draws what the results of tables 4 and 5 have measured already.
 * Comes out: a scatter of the paper's points and of those measured here.
 */
import { existsSync, readFileSync } from 'node:fs';
import { type Point, scatter } from '@refold/core/draw';
import { defineFigure, type Scale } from '@refold/lab';

const REFERENCE = 'ResNet-50';
const PRINTED = ['table4_imagenet-120ep.csv', 'table5_imagenet-200ep.csv'] as const;

interface Spot extends Point {
  readonly label: string;
  readonly origin: 'paper' | 'here';
}

/** A column's values by the rows of a tidy CSV that hold no commas; none where there is no such file. */
function valuesOf(path: string, column: string, field: string): ReadonlyMap<string, string> {
  const url = new URL(path, import.meta.url);
  if (!existsSync(url)) return new Map();
  const [header = [], ...lines] = readFileSync(url, 'utf8')
    .trim()
    .split('\n')
    .map(line => line.split(','));
  return new Map(lines.filter(line => line[1] === column).map(line => [line[0]!, line[header.indexOf(field)]!]));
}

/** Speeds relative to folded ResNet-50, as printed and as measured in the results of tables 4 and 5. */
function spots(scale: Scale): readonly Spot[] {
  const reference = Number(valuesOf(`paper/${PRINTED[0]}`, 'speed', 'value').get(REFERENCE));
  return PRINTED.flatMap((file, i) => {
    const printed = (column: string) => valuesOf(`paper/${file}`, column, 'value');
    const [speeds, scores] = [printed('speed'), printed('top1')];
    const ours = valuesOf(`../../results/repvgg/${scale}/table-${i + 4}.csv`, 'speed', 'measured');
    return [...new Set([...speeds.keys(), ...scores.keys()])].flatMap((label): Spot[] => {
      const y = Number(scores.get(label));
      const here = Number(ours.get(label) || Number.NaN);
      const paper: Spot = { label, origin: 'paper', x: Number(speeds.get(label)) / reference, y };
      return Number.isNaN(here) ? [paper] : [paper, { label, origin: 'here', x: here, y }];
    });
  });
}

const isRepVGG = ({ label }: Spot): boolean => label.startsWith('RepVGG');

export default defineFigure({
  title: 'Accuracy against speed',
  deviations: [
    'Points of this machine have the accuracy that the paper prints, at the speed that tables 4 and 5 measured here.',
    'One RepVGG point of the figure (about 530 images per second) is in no table and left out.',
  ],
  draw: ({ scale }) => {
    const all = spots(scale);
    const series = (['paper', 'here'] as const).flatMap(origin =>
      [true, false].map(own => ({
        name: `${own ? 'RepVGG' : 'others'}, ${origin === 'paper' ? '1080Ti' : 'here'}`,
        points: all
          .filter(spot => spot.origin === origin && isRepVGG(spot) === own)
          .map(spot => ({ ...spot, label: origin === 'paper' ? spot.label.replace('RepVGG-', '') : '' })),
      })),
    );
    const svg = scatter(
      series.filter(({ points }) => points.length > 0),
      { title: 'Accuracy against speed', x: 'speed (ResNet-50 = 1)', y: 'top-1 as printed (%)', logX: true },
    );
    return { svg, rows: all.map(({ label, origin, x, y }) => ({ model: label, origin, speed: x, top1: y })) };
  },
});
