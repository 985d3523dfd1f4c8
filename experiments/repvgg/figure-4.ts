/** Figure 4: re-parameterization. Every variant is folded, and both forms are run on the same images. */

import { type NdArray, ndarray, Rng } from '@refold/core';
import { fold, verify } from '@refold/core/fold';
import { init, type Network } from '@refold/core/layers';
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

/** Norms as in the authors' own check: all their tensors uniform in (0, 0.1), for at the defaults a wrong fold passes. */
function trainedLooking(spec: RepVGGSpec, side: number): Network {
  const [layer, input] = [repvgg(spec, { classes: 1000 }), [side, side, 3]];
  const rng = Rng.seeded('figure-4');
  const params = new Map<string, NdArray>();
  for (const [path, array] of init(layer, input, rng)) {
    const draw = rng.fork(`norm ${path}`);
    const isNorm = /\.(gamma|beta|mean|variance)$/.test(path);
    params.set(path, isNorm ? ndarray(array.shape, () => draw.uniform(0, 0.1)) : array);
  }
  return { layer, input, params };
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
      const { network, report } = fold(net);
      rows.push({
        model: titleOf(model),
        input: net.input.join('x'),
        width_divided_by: narrower,
        params_trained: report.before.params,
        params_folded: report.after.params,
        fold_seconds: Number(((performance.now() - started) / 1000).toFixed(2)),
        relative_error: Number((await verify(net, network, evaluateOnce)).toPrecision(3)),
        backend: name,
      });
    }
    return { rows };
  },
});
