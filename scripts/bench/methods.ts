/** What papers' methods cost in a training step; of GSM's selection, also against a full sort: `npm run bench:methods`. */
import { Rng } from '@refold/core';
import { parseBackendChoice, selectBackend } from '@refold/core/backend';
import type { Method } from '@refold/core/train';
import { aofp } from 'aofp';
import { csgd } from 'csgd';
import { activeCount, gsm, kernelsOf, sizeOfAll, TopValues } from 'gsm';
import { alternate } from '../../packages/lab/src/run/bench.ts';
import { textTable } from '../../packages/lab/src/terminal/text-table.ts';
import { INPUT, NET_NAMES, netNamed } from './nets.ts';
import { training } from './prepared.ts';
import { parseNames, parseNumbers, script } from './script.ts';
import { spreadOf } from './statistics.ts';

/** Share of weights that receive gradients: the paper's 8× compression. */
const KEEP = 0.125;

/** Methods with settings of their papers, for steps at which they are at work. */
const METHODS: Readonly<Record<string, Method>> = {
  aofp: aofp({ name: 'aofp', threshold: 0, samples: 1_000_000, warmUp: -1_000_000, keep: 0.5 }),
  csgd: csgd({ name: 'csgd', by: 'even', keep: 5 / 8, strength: 3e-3 }),
  gsm: gsm({ name: 'gsm', keep: KEEP }),
};

/** Returns a method, and the seconds that its updates and its watching have taken so far. */
function timed(method: Method): { readonly method: Method; readonly seconds: () => number } {
  let total = 0;
  const counted = async <T>(work: () => T | Promise<T>): Promise<T> => {
    const start = performance.now();
    const done = await work();
    total += (performance.now() - start) / 1000;
    return done;
  };
  const { transform, watch } = method;
  return {
    seconds: () => total,
    method: {
      ...method,
      ...(transform && {
        transform: (net, base) => {
          const { init, update } = transform(net, base);
          return { init, update: async (...given) => await counted(() => update(...given)) };
        },
      }),
      ...(watch && {
        watch: (net, base) => {
          const watcher = watch(net, base);
          return { step: async seen => await counted(() => watcher.step(seen)) };
        },
      }),
    },
  };
}

/** Times steps with and without a method in turns. Per round: its share of a step beside what it changes in the network, and the ratio of both steps. */
async function inSteps(name: string, batch: number, rounds: number, of: Method) {
  const { method, seconds } = timed(of);
  const own = training(name, batch, method);
  const plain = training(name, batch);
  const shares: number[] = [];
  const step = async () => {
    const [start, before] = [performance.now(), seconds()];
    await own.step();
    shares.push((1000 * (seconds() - before)) / (performance.now() - start));
  };
  try {
    const { own: methodical, reference } = await alternate(step, plain.step, rounds);
    return {
      shares,
      ratios: methodical.map((seconds, i) => seconds / reference[i]!),
      milliseconds: 1000 * spreadOf(methodical).median,
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
  'npm run bench:methods -- [flags]',
  {
    methods: { default: Object.keys(METHODS).join(','), help: 'papers, by name' },
    nets: { default: 'resnet-56,densenet-40', help: 'networks, by name' },
    batch: { default: '64', help: 'batch size' },
    rounds: { default: '15', help: 'timings of each side' },
    backend: { default: 'auto', help: 'the tensor backend' },
  },
  async flags => {
    const { detail } = await selectBackend(parseBackendChoice(flags.backend));
    const [batch, rounds] = [parseNumbers('batch', flags.batch)[0]!, parseNumbers('rounds', flags.rounds)[0]!];
    const papers = parseNames('methods', flags.methods, Object.keys(METHODS));
    const nets = parseNames('nets', flags.nets, NET_NAMES);
    const steps: string[][] = [];
    for (const name of nets) {
      for (const paper of papers) {
        const { milliseconds, shares, ratios } = await inSteps(name, batch, rounds, METHODS[paper]!);
        steps.push([name, paper, milliseconds.toFixed(1), shown(shares, 100), shown(ratios, 1, 3)]);
      }
    }
    const heads = ['net', 'method', 'ms per step', 'share, %', 'step ÷ plain step'];
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
