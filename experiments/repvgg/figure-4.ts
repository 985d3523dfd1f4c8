/**
 * Figure 4: re-parameterization, as a table. Every variant is folded, and both forms run on the same images.
 *   npx refold reproduce repvgg --table figure-4
 * Trains nothing. 15 networks are built, folded and run: narrow ones at smoke, the paper's from quick on, where folding them takes 14 seconds in all.
 * Comes out: the error of the conversion in float32, near 1e-7, and the parameters of both forms.
 */
import { conversionTable } from '@refold/lab';
import { type RepVGGSpec, repvgg, repvggSpecs, titleOf } from 'repvgg';

/** Images of so many pixels a side, widths divided by `narrower`. */
const at = (side: number, narrower: number) => ({
  side,
  narrower,
  network: `${narrower === 1 ? 'the paper’s widths' : `widths divided by ${narrower}`}, ${side}×${side}`,
});
type SizeSettings = ReturnType<typeof at>;

/** Widths a whole number of sixteens, for groups and gates. */
const narrowed = (spec: RepVGGSpec, by: number): RepVGGSpec =>
  by === 1 ? spec : { ...spec, widths: spec.widths.map(width => 16 * Math.ceil(width / by / 16)) };

const subjectOf =
  (spec: RepVGGSpec) =>
  ({ side, narrower }: SizeSettings) => ({
    layer: repvgg(narrowed(spec, narrower), { classes: 1000 }),
    input: [side, side, 3],
  });

export default conversionTable<SizeSettings>({
  title: 'Conversion of every variant',
  scales: { smoke: at(32, 20), quick: at(64, 1), standard: at(64, 1), paper: at(224, 1) },
  seed: 'figure-4',
  subjects: Object.fromEntries(Object.entries(repvggSpecs).map(([name, spec]) => [titleOf(name), subjectOf(spec)])),
});
