/** What a format is to `refold export`: how a network is written in it, and how such a file is run again. */
import type { Evaluate } from '../fold/verify.ts';
import type { Model } from '../io/model-facts.ts';
import type { Network } from '../layers/types.ts';
import type { NdArray } from '../ndarray.ts';
import type { OnnxOptions } from './onnx/model.ts';

/** How a network is exported; options of formats that don't have them change nothing. */
export type ExportOptions = OnnxOptions;

/** What runs an exported file, to check it. */
export interface Runtime {
  /** As messages call it: 'ONNX Runtime'. */
  readonly name: string;
  /** The package that must be installed, where it may be absent. */
  readonly package?: string;
  /**
   * The file's output for a batch [n, ...input] in our layout, in our layout; undefined where the runtime isn't installed.
   * @param net the network that was exported
   * @param evaluate our own evaluation, for files that hold parameters alone
   * @throws Error of the runtime for a file that it doesn't take
   */
  readonly run: (
    path: string,
    net: Network,
    batch: NdArray,
    options: ExportOptions,
    evaluate: Evaluate,
  ) => Promise<NdArray | undefined>;
}

/** A format of files. */
export interface ExportFormat {
  /** What its files' names end in; undefined for one that writes a folder. */
  readonly extension?: string;
  /** One line. */
  readonly about: string;
  /** Writes a network, as it is at inference, so that readers see the old file or the new one. @throws RefoldError when it can't */
  readonly write: (path: string, model: Model, options: ExportOptions) => void;
  readonly runtime: Runtime;
}
