/** How far a piece of long work has come. `total` is undefined while it isn't known. */
export interface Progress {
  readonly label: string;
  readonly done: number;
  readonly total: number | undefined;
  readonly unit: 'bytes' | 'files';
}

/** Called often: a listener that draws should limit its own rate. */
export type OnProgress = (progress: Progress) => void;
