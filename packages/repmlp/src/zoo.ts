/** The named models of both papers. */
import { type Catalogue, CIFAR } from '@refold/core/zoo';
import { mixers, pureMLP } from './pure-mlp.ts';
import { type RepMLPNetSpec, repmlpNet, repmlpNetSpecs } from './repmlpnet.ts';
import { REDUCTIONS, type RepMLPResNetOptions, repmlpResNet50, type Stage } from './resnet.ts';

/** RepMLPs in these stages, with the paper's reductions; values are groups. */
const placed = (groups: { readonly [stage in Stage]?: number }): RepMLPResNetOptions['stages'] =>
  Object.fromEntries(
    (Object.entries(groups) as [Stage, number][]).map(([stage, g]) => [
      stage,
      { groups: g, reduction: REDUCTIONS[stage] },
    ]),
  );
const inC4 = (reduction: number, groups: number): RepMLPResNetOptions => ({ stages: { c4: { groups, reduction } } });

/** Options of the RepMLP-ResNet-50s of tables 2, 3, 4 and 7, by name. */
export const resnetOptions = {
  'repmlp-resnet-50': { stages: placed({ c3: 8, c4: 8 }) },
  'repmlp-resnet-50-c4-r4-g8': inC4(4, 8),
  'repmlp-resnet-50-c4-r4-g2': inC4(4, 2),
  'repmlp-resnet-50-c4-r8-g8': inC4(8, 8),
  'repmlp-resnet-50-c4-r2-g8': inC4(2, 8),
  'repmlp-resnet-50-c2-c5': { stages: placed({ c2: 8, c3: 8, c4: 8, c5: 8 }) },
  'repmlp-resnet-50-c2-c4': { stages: placed({ c2: 8, c3: 8, c4: 8 }) },
  'repmlp-resnet-50-c3-c5': { stages: placed({ c3: 8, c4: 8, c5: 8 }) },
  'repmlp-resnet-50-c3': { stages: placed({ c3: 8 }) },
  'repmlp-resnet-50-light': { stages: placed({ c3: 8, c4: 8 }), block: 'light' },
  'repmlp-resnet-50-light-g4': { stages: placed({ c3: 4, c4: 4 }), block: 'light' },
  'repmlp-resnet-50-320-g8-16': { stages: placed({ c3: 8, c4: 16 }), side: 320 },
  'repmlp-resnet-50-320-g8-8': { stages: placed({ c3: 8, c4: 8 }), side: 320 },
  'repmlp-resnet-50-320-g4-8': { stages: placed({ c3: 4, c4: 8 }), side: 320 },
} as const satisfies Record<string, RepMLPResNetOptions>;

/** A name of `resnetOptions`. */
export type RepMLPResNetName = keyof typeof resnetOptions;

const ofResNet = (name: string, options: RepMLPResNetOptions): Catalogue[string] => {
  const side = options.side ?? 224;
  const where = Object.entries(options.stages).map(
    ([stage, { groups, reduction }]) => `${stage} (g ${groups}, r ${reduction})`,
  );
  return {
    description: `${name.includes('light') ? 'light RepMLP blocks' : 'RepMLP bottlenecks'} in ResNet-50's ${where.join(', ')}`,
    input: [side, side, 3],
    build: ({ classes } = {}) => repmlpResNet50({ ...options, ...(classes !== undefined && { classes }) }),
  };
};

const ofNet = (name: string, spec: RepMLPNetSpec): Catalogue[string] => {
  const classes = name === 'repmlpnet-cifar' ? 100 : 1000;
  return {
    description: `RepMLPNet: ${spec.depths.join('-')} units, ${spec.channels} channels, ${spec.sets.join('-')} share-sets`,
    input: [spec.side, spec.side, 3],
    build: options => repmlpNet(spec, { classes: options?.classes ?? classes }),
  };
};

/** Every model of both papers by name. */
export const models: Catalogue = {
  'pure-mlp': {
    description: 'RepMLPs and 1×1 layers for CIFAR-10',
    input: CIFAR,
    build: (options = {}) => pureMLP({ ...options, mixer: mixers().repmlp }),
  },
  'wide-convnet': {
    description: "the pure MLP's skeleton with 3×3 convolutions, twice as wide",
    input: CIFAR,
    build: (options = {}) => pureMLP({ ...options, mixer: mixers().conv, widths: [32, 64, 128] }),
  },
  ...Object.fromEntries(Object.entries(resnetOptions).map(([name, options]) => [name, ofResNet(name, options)])),
  ...Object.fromEntries(Object.entries(repmlpNetSpecs).map(([name, spec]) => [name, ofNet(name, spec)])),
};
