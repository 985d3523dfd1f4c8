/** A training step kernel by kernel on the native backend: `npm run bench:profile`. */
import { availableParallelism } from 'node:os';
import { selectBackend } from '@refold/core/backend';
import type { Layer, Shape } from '@refold/core/layers';
import { blocks, HOSTS, type Host, withBlock } from 'dbb';
import { prepare } from '../../packages/lab/src/run/bench-network.ts';
import { INPUT, NET_NAMES, netNamed } from './nets.ts';
import { parseNames, parseNumbers, script } from './script.ts';
import { type KernelShare, recordSteps, sharesOf } from './step-profile.ts';

const ALGORITHMS = ['direct', 'winograd', 'depthwise'];
/** Of ConvShape in native/kernels/conv.h: where the kernel's height stands. */
const KERNEL = 7;

/** A convolution by direction, algorithm and size of kernel, or by all its sizes; other calls by their function. */
const nameOf =
  (bySizes: boolean) =>
  (name: string, args: readonly unknown[]): string => {
    const [algorithm, sizes] = args;
    if (!(sizes instanceof Int32Array)) return name;
    const what = bySizes ? `[${sizes}]` : `${sizes[KERNEL]}×${sizes[KERNEL + 1]}`;
    return `${name} ${ALGORITHMS[Number(algorithm)]} ${what}`;
  };

/** A network of the benchmarks, or one of DBB's hosts, with a block in the place of its convolutions. */
function layerNamed(net: string, block: string, input: Shape): Layer {
  const [name] = parseNames('net', net, [...NET_NAMES, ...Object.keys(HOSTS)]);
  const host: Host = NET_NAMES.includes(name as never)
    ? { input, build: () => netNamed(name!) }
    : HOSTS[name as keyof typeof HOSTS];
  if (block === 'none') return host.build();
  const [chosen] = parseNames('block', block, Object.keys(blocks));
  return withBlock({ ...host, input }, blocks[chosen as keyof typeof blocks]);
}

function tableOf(shares: readonly KernelShare[], least: number): string {
  const total = shares.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const shown = shares.filter(({ milliseconds }) => milliseconds >= least * total);
  const rest = shares.filter(share => !shown.includes(share));
  const sumOf = (key: 'calls' | 'milliseconds') => rest.reduce((sum, share) => sum + share[key], 0);
  const rows = [
    ...shown,
    ...(rest.length > 0 ? [{ name: 'others', calls: sumOf('calls'), milliseconds: sumOf('milliseconds') }] : []),
    { name: 'step', calls: 1, milliseconds: total },
  ];
  return [
    '| kernel | calls | ms | share |',
    '| --- | --- | --- | --- |',
    ...rows.map(
      ({ name, calls, milliseconds }) =>
        `| ${name} | ${calls} | ${milliseconds.toFixed(2)} | ${((100 * milliseconds) / total).toFixed(1)} % |`,
    ),
  ].join('\n');
}

await script(
  'npm run bench:profile -- [flags]',
  {
    net: { default: 'repvgg-small', help: 'a network of the benchmarks, or a host of DBB' },
    block: { default: 'none', help: "a block of DBB in the place of the network's convolutions" },
    batch: { default: '128', help: 'images in a step' },
    side: { default: String(INPUT[0]), help: 'height and width of an image' },
    steps: { default: '20', help: 'steps that are recorded' },
    by: { default: 'kernel', help: 'how convolutions are told apart: kernel or shape' },
    threads: { default: String(availableParallelism()), help: 'threads of the backend' },
  },
  async flags => {
    const [batch, side, steps, threads] = (['batch', 'side', 'steps', 'threads'] as const).map(
      name => parseNumbers(name, flags[name])[0]!,
    );
    const [by] = parseNames('by', flags.by, ['kernel', 'shape']);
    await selectBackend('native');
    const { addon } = await import('../../packages/tfjs-backend-native/src/addon.ts');
    const { setThreads } = await import('../../packages/tfjs-backend-native/src/settings.ts');
    setThreads(threads!);
    const input = [side!, side!, 3];
    const { run } = await prepare({
      layer: layerNamed(flags.net, flags.block, input),
      input,
      batchSize: batch!,
      mode: 'train',
    });
    for (let i = 0; i < 3; i++) await run();
    const recorded = await recordSteps(
      addon as object as Record<string, unknown>,
      async () => run(),
      steps!,
      nameOf(by === 'shape'),
    );
    process.stdout.write(`${tableOf(sharesOf(recorded), 0.004)}\n`);
  },
);
