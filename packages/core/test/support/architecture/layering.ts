/** Who may import whom, as data: packages, and the folders inside core and lab from bottom to top. */

/** A package's folders from bottom to top. Those of one row don't import each other either. */
export interface FolderOrder {
  /** Files beside the folders that stand below them all; any other file there stands above. */
  readonly ground: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Orders of folders by where they are; what each part of the repository may import beside itself, by the first prefix that fits. */
export interface Layering {
  readonly folders: Readonly<Record<string, FolderOrder>>;
  readonly parts: readonly { readonly prefix: string; readonly may: readonly string[] }[];
}

const PAPER = ['packages/core/'];

export const LAYERING: Layering = {
  folders: {
    'packages/core/src/': {
      ground: ['error.ts', 'ndarray.ts', 'normalization.ts', 'rng.ts', 'shape.ts', 'suggestions.ts', 'system-error.ts'],
      rows: [
        ['backend'],
        ['layers'],
        ['cost', 'optim', 'io', 'draw', 'notation'],
        ['fold'],
        ['init'],
        ['data'],
        ['quantize'],
        ['export', 'zoo'],
        ['prune'],
        ['train'],
      ],
    },
    'packages/lab/src/': {
      ground: [],
      rows: [
        ['terminal', 'plot'],
        ['define'],
        ['results'],
        ['judge'],
        ['plan'],
        ['models'],
        ['report', 'tensorboard', 'runs'],
        ['page'],
        ['run'],
        ['queue'],
        ['executor'],
        ['cli'],
      ],
    },
  },
  parts: [
    { prefix: 'packages/tfjs-backend-native/', may: [] },
    { prefix: 'packages/core/', may: [] },
    { prefix: 'packages/lab/', may: ['packages/core/'] },
    { prefix: 'packages/playground/', may: ['packages/'] },
    // Every other package is a paper.
    { prefix: 'packages/', may: PAPER },
    { prefix: 'experiments/', may: ['packages/'] },
  ],
};
