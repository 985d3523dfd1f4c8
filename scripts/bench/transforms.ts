/** What papers' gradient transforms cost in a training step; of GSM's selection, also against a full sort: `npm run bench:transforms`. */
import { Rng } from '@refold/core';
import { parseBackendChoice, selectBackend } from '@refold/core/backend';
import type { Network } from '@refold/core/layers';
import type { Transform } from '@refold/core/optim';
import { partitionsOf } from '@refold/core/prune';
import { centripetal, clustersOf } from 'csgd';
import { activeCount, kernelsOf, sizeOfAll, TopValues, topQMask } from 'gsm';
import { alternate } from '../../packages/lab/src/run/bench.ts';
import { textTable } from '../../packages/lab/src/terminal/text-table.ts';
import { INPUT, NET_NAMES, netNamed } from './nets.ts';
import { training } from './prepared.ts';
import { parseNames, parseNumbers, script } from './script.ts';
import { spreadOf } from './statistics.ts';

/** Share of weights that receive gradients: the paper's 8× compression. */
const KEEP = 0.125;

/** Steps in front of SGD, as their papers' experiments have them. */
const TRANSFORMS: Readonly<Record<string, (net: Network) => Transform>> = {
  csgd: net => {
    const clusters = clustersOf(net, { keep: 5 / 8 }, 'kmeans', Rng.seeded('clusters'));
    return centripetal({ partitions: partitionsOf(net.layer, net.input, clusters), strength: 3e-3 });
  },
  gsm: net => {
    const kernels = kernelsOf(net);
    return topQMask({ kernels, active: activeCount(sizeOfAll(kernels), KEEP) });
  },
};

/** Returns a transform, and the seconds that its updates have taken so far. */
function timed(transform: Transform): { readonly transform: Transform; readonly seconds: () => number } {
  let total = 0;
  return {
    seconds: () => total,
    transform: {
      init: transform.init,
      async update(...given) {
        const start = performance.now();
        const updates = await transform.update(...given);
        total += (performance.now() - start) / 1000;
        return updates;
      },
    },
  };
}

/** Times steps with and without a transform in turns. Per round: the transform's share of a step, and the ratio of both steps. */
async function inSteps(name: string, batch: number, rounds: number, make: (net: Network) => Transform) {
  const watch = { seconds: () => 0 };
  const own = training(name, batch, net => {
    const { transform, seconds } = timed(make(net));
    watch.seconds = seconds;
    return transform;
  });
  const plain = training(name, batch);
  const shares: number[] = [];
  const step = async () => {
    const [start, before] = [performance.now(), watch.seconds()];
    await own.step();
    shares.push((1000 * (watch.seconds() - before)) / (performance.now() - start));
  };
  try {
    const { own: transformed, reference } = await alternate(step, plain.step, rounds);
    return {
      shares,
      ratios: transformed.map((seconds, i) => seconds / reference[i]!),
      milliseconds: 1000 * spreadOf(transformed).median,
    };
  } finally {
    own.dispose();
    plain.dispose();
  }
}

/** Times the selection among `size` saliencies and a sort of all of them in turns. Per round: time of the sort ÷ time of the selection. */
async function againstSort(size: number, rounds: number) {
  const rng = Rng.seeded('saliencies');
  const top = new TopValues(size);
  for (let i = 0; i < size; i++) top.values[i] = Math.abs(rng.normal() * rng.normal(0, 1e-4));
  const select = () => void top.select(activeCount(size, KEEP));
  const sort = () => void top.values.slice().sort();
  const { own, reference } = await alternate(select, sort, rounds);
  return { ratios: own.map((seconds, i) => reference[i]! / seconds), milliseconds: 1000 * spreadOf(own).median };
}

const shown = (values: readonly number[], scale = 1, digits = 1): string => {
  const { q1, median, q3 } = spreadOf(values);
  return `${(scale * median).toFixed(digits)} (${(scale * q1).toFixed(digits)} to ${(scale * q3).toFixed(digits)})`;
};

await script(
  'npm run bench:transforms -- [flags]',
  {
    transforms: { default: Object.keys(TRANSFORMS).join(','), help: 'papers, by name' },
    nets: { default: 'resnet-56,densenet-40', help: 'networks, by name' },
    batch: { default: '64', help: 'batch size' },
    rounds: { default: '15', help: 'timings of each side' },
    backend: { default: 'auto', help: 'the tensor backend' },
  },
  async flags => {
    const { detail } = await selectBackend(parseBackendChoice(flags.backend));
    const [batch, rounds] = [parseNumbers('batch', flags.batch)[0]!, parseNumbers('rounds', flags.rounds)[0]!];
    const papers = parseNames('transforms', flags.transforms, Object.keys(TRANSFORMS));
    const nets = parseNames('nets', flags.nets, NET_NAMES);
    const steps: string[][] = [];
    for (const name of nets) {
      for (const paper of papers) {
        const { milliseconds, shares, ratios } = await inSteps(name, batch, rounds, TRANSFORMS[paper]!);
        steps.push([name, paper, milliseconds.toFixed(1), shown(shares, 100), shown(ratios, 1, 3)]);
      }
    }
    const heads = ['net', 'transform', 'ms per step', 'share, %', 'step ÷ plain step'];
    process.stdout.write(`${detail}, batch ${batch}; medians and quartiles\n${textTable(heads, steps)}\n`);
    if (!papers.includes('gsm')) return;
    const sorts: string[][] = [];
    for (const name of nets) {
      const size = sizeOfAll(kernelsOf({ layer: netNamed(name), input: INPUT }));
      const { milliseconds, ratios } = await againstSort(size, rounds);
      sorts.push([name, size.toLocaleString('en-US'), milliseconds.toFixed(2), shown(ratios)]);
    }
    process.stdout.write(`\n${textTable(['net', 'weights', 'ms of selection', 'sort ÷ selection'], sorts)}\n`);
  },
);
