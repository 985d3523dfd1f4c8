/** Figure 4: re-parameterization. Every variant is folded, and both forms are run on the same images. */

import { Rng } from '@refold/core';
import { fold, verify, withRandomNorms } from '@refold/core/fold';
import { network } from '@refold/core/init';
import type { Network } from '@refold/core/layers';
import { defineFigure, type Scale } from '@refold/lab';
import { type RepVGGSpec, repvgg, repvggSpecs, titleOf } from 'repvgg';

interface Size {
  /** Of the images. */
  readonly side: number;
  /** Widths are divided by this. */
  readonly narrower: number;
}

const SIZES: Readonly<Record<Scale, Size>> = {
  smoke: { side: 32, narrower: 20 },
  quick: { side: 64, narrower: 1 },
  standard: { side: 64, narrower: 1 },
  paper: { side: 224, narrower: 1 },
};

/** Widths a whole number of sixteens, for groups and gates. */
const narrowed = (spec: RepVGGSpec, by: number): RepVGGSpec =>
  by === 1 ? spec : { ...spec, widths: spec.widths.map(width => 16 * Math.ceil(width / by / 16)) };

/** A variant with norms far from their defaults. */
function trainedLooking(spec: RepVGGSpec, side: number): Network {
  const rng = Rng.seeded('figure-4');
  return withRandomNorms(network(repvgg(spec, { classes: 1000 }), [side, side, 3], rng), [0, 0.1], rng.fork('norms'));
}

export default defineFigure({
  paper: 'repvgg',
  id: 'figure-4',
  title: 'Conversion of every variant',
  deviations: ['The error is max|y − y′| / max|y| in float32 on two random images; parameters are random.'],
  draw: async ({ scale, backend }) => {
    const name = await backend();
    const { evaluateOnce } = await import('@refold/core/apply');
    const { side, narrower } = SIZES[scale];
    const rows = [];
    for (const [model, spec] of Object.entries(repvggSpecs)) {
      const net = trainedLooking(narrowed(spec, narrower), side);
      const started = performance.now();
      const { network: folded, report } = fold(net);
      rows.push({
        model: titleOf(model),
        input: net.input.join('x'),
        width_divided_by: narrower,
        params_trained: report.before.params,
        params_folded: report.after.params,
        fold_seconds: Number(((performance.now() - started) / 1000).toFixed(2)),
        relative_error: Number((await verify(net, folded, evaluateOnce)).toPrecision(3)),
        backend: name,
      });
    }
    return { rows };
  },
});
