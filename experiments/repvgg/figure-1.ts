/** Figure 1: accuracy against speed. Ours have the paper's accuracy at the speed of this machine. */
import { type Point, scatter } from '@refold/core/draw';
import { defineFigure, type Scale } from '@refold/lab';
import { valuesOf } from './files.ts';

const REFERENCE = 'ResNet-50';
const PRINTED = ['table4_imagenet-120ep.csv', 'table5_imagenet-200ep.csv'];

interface Spot extends Point {
  readonly label: string;
  readonly origin: 'paper' | 'here';
}

/** Speeds relative to folded ResNet-50, as printed and as measured in the results of tables 4 and 5. */
function spots(scale: Scale): readonly Spot[] {
  const [first, second] = PRINTED.map(file => valuesOf(`paper/${file}`, 'value')) as [Values, Values];
  const reference = Number(first.get(REFERENCE)?.get('speed'));
  return [first, second].flatMap((printed, i) => {
    const ours = valuesOf(`../../results/repvgg/${scale}/table-${i + 4}.csv`, 'measured');
    return [...printed].flatMap(([label, figures]): Spot[] => {
      const y = Number(figures.get('top1'));
      const here = Number(ours.get(label)?.get('speed') || Number.NaN);
      const paper: Spot = { label, origin: 'paper', x: Number(figures.get('speed')) / reference, y };
      return Number.isNaN(here) ? [paper] : [paper, { label, origin: 'here', x: here, y }];
    });
  });
}

type Values = ReturnType<typeof valuesOf>;

const isRepVGG = ({ label }: Spot): boolean => label.startsWith('RepVGG');

export default defineFigure({
  paper: 'repvgg',
  id: 'figure-1',
  title: 'Accuracy against speed',
  deviations: [
    'Points of this machine have the accuracy that the paper prints, at the speed that tables 4 and 5 measured here.',
    'One RepVGG point of the figure (about 530 images a second) is in no table and left out.',
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
