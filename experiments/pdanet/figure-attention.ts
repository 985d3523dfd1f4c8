/**
 * Attention maps: where PDANet looks, with the polarity-consistent loss and without.
 *   npx refold reproduce pdanet --table figure-attention
 * About 2 minutes at quick, on two cores.
 * Comes out: how much of the attention lies on the object that decides the ratings of generated pictures, a sheet of some of them, and, in the
 * folders of runs on other pictures, maps over some of those: they may not be published.
 */
import { join } from 'node:path';
import { encodeJpeg, generatedAffect, generatedScene, loadDataset, writePng } from '@refold/core/data';
import { imageSheet, overlayStrip, type Pixels } from '@refold/core/draw';
import type { AnyConfig, TrainConfig } from '@refold/core/train';
import { defineFigure, networkOf, percent, type Scale, significant, type TrainedRun } from '@refold/lab';
import { type AttentionMaps, attentionMaps, attentionOn, HEADS } from 'pdanet';
import { bothRun, headRun, type Mode, pcrRun } from './recipes.ts';
import { GENERATED_SET, SETS, scalesOf } from './scales.ts';

const MODES: Readonly<Record<string, Mode>> = {
  'without PCR': bothRun,
  'with PCR': pcrRun(1),
  'with PCR, sum over places': headRun({ ...HEADS.both, pool: 'sum' }, { lambda: 1 }),
};

/** Pictures on the sheet, and in the folder of a run. */
const SHOWN = 6;
/** Height and width at which a picture is shown. */
const SIDE = 112;

/** The runs on a set, by how they train, of the first seed. */
const runsOn = (set: Parameters<typeof scalesOf>[0], scale: Scale): Readonly<Record<string, TrainConfig>> => {
  const settings = scalesOf(set)[scale];
  return Object.fromEntries(
    Object.entries(MODES).map(([name, mode]) => [name, { ...mode(settings, 0), seed: 0 } as TrainConfig]),
  );
};

/** A run's first test pictures with their maps. */
interface Looked {
  readonly maps: AttentionMaps;
  readonly pictures: readonly Pixels[];
}

/** What a trained network looks at in so many test pictures. */
async function lookedAt(run: TrainedRun, count: number): Promise<Looked> {
  const { data } = run.config as TrainConfig;
  const dataset = await loadDataset(data.test);
  const indices = Uint32Array.from({ length: Math.min(count, dataset.size) }, (_, i) => i);
  const [seen, plain] = [await dataset.batch(indices, { augment: data.augment! }), await dataset.batch(indices)];
  const [, height, width] = plain.shape;
  const size = height * width * 3;
  const pictures = Array.from(indices, i => ({
    pixels: Uint8Array.from(plain.images.subarray(i * size, (i + 1) * size), value => Math.round(255 * value)),
    height,
    width,
  }));
  return { maps: await attentionMaps(networkOf(run), seen), pictures };
}

/** Picture, map and blend of the i-th picture. */
function stripOf({ maps: { weights, size }, pictures }: Looked, i: number): Pixels {
  const cells = size[0] * size[1];
  return overlayStrip(pictures[i]!, weights.subarray(i * cells, (i + 1) * cells), size);
}

/** Means over generated pictures: the share of attention on the object, the share of the area that it fills, and the largest weight times the places. */
function onObjects({ maps: { weights, size }, pictures }: Looked, { data }: TrainConfig) {
  const cells = size[0] * size[1];
  const spec = { ...generatedAffect.defaults, ...data.test } as Parameters<typeof generatedScene>[0];
  const scenes = pictures.map((_, i) => generatedScene(spec, i).mask);
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  return {
    attention: mean(scenes.map((mask, i) => attentionOn(weights.subarray(i * cells, (i + 1) * cells), size, mask))),
    area: mean(scenes.map(mask => mean([...mask]))),
    peak: mean(scenes.map((_, i) => cells * Math.max(...weights.subarray(i * cells, (i + 1) * cells)))),
  };
}

export default defineFigure({
  title: 'Where PDANet looks',
  runs: scale => [GENERATED_SET, SETS.dVisa].flatMap(set => Object.values(runsOn(set, scale))),
  async draw({ scale, backend, trained }) {
    await backend();
    const generated = runsOn(GENERATED_SET, scale);
    const looked = await Promise.all(
      Object.entries(generated).map(async ([name, config]) => {
        const all = await lookedAt(await trained(config), 200);
        return { name, all, ...onObjects(all, config) };
      }),
    );
    const rows = looked.map(({ name, attention, area, peak }) => ({
      network: name,
      'attention on the object, %': percent(attention),
      'area of the object, %': percent(area),
      'times as much as even weights': significant(attention / area, 3),
      'largest weight, times an even one': significant(peak, 3),
    }));
    const strips = [...Array(SHOWN).keys()].map(i =>
      Promise.all(looked.map(async ({ all }) => await shown(stripOf(all, i)))),
    );
    await keepPrivate(Object.values(runsOn(SETS.dVisa, scale)), trained);
    const headings = looked.map(({ name }) => `${name}: picture, attention, both`);
    return { svg: imageSheet(headings, await Promise.all(strips), { title: 'Attention on generated pictures' }), rows };
  },
  deviations: [
    'The paper shows photographs of its sets; those may not be shown here. Maps of runs on them are in the runs’ folders. Each map is stretched from its least to its largest weight, as the authors’ are, however little these differ: the CSV says how much.',
    '"Sum over places" is the usual weighted mean; the authors’ code divides it by the number of places.',
  ],
});

const shown = async ({ pixels, height, width }: Pixels) => ({
  jpeg: await encodeJpeg(pixels, [height, width]),
  width: (width / height) * SIDE,
  height: SIDE,
});

/** Writes maps over pictures that may not be published into the folders of their runs. */
async function keepPrivate(configs: readonly AnyConfig[], trained: (config: AnyConfig) => Promise<TrainedRun>) {
  for (const config of configs) {
    const run = await trained(config);
    const looked = await lookedAt(run, SHOWN);
    for (const i of looked.pictures.keys()) {
      const { pixels, height, width } = stripOf(looked, i);
      await writePng(join(run.folder, 'attention', `${i}.png`), pixels, [height, width]);
    }
  }
}
