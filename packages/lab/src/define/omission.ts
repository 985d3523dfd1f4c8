/** The register of printed values that no cell shows. */

/**
 * Why some printed values have no cell. In every pattern `*` stands for anything. What an omission covers has no cell, and it covers
 * something: `npm test` says so where that isn't true any more.
 */
export interface Omission {
  /** Of files in experiments/<paper>/paper. */
  readonly file: string;
  /** Of rows, or several patterns; default: all. */
  readonly row?: string | readonly string[];
  /** Of columns, or several patterns; default: all. */
  readonly column?: string | readonly string[];
  /** A phrase without a stop: 'points of a plotted curve of a run on ImageNet'. */
  readonly reason: string;
}
