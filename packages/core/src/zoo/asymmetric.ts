/** ACNet's block (Ding et al. 2019, arXiv 1908.03930). */
import { sum } from '../layers/build.ts';
import { type Block, centred, convNormOf } from '../layers/site.ts';

/**
 * K×K, 1×K and K×1, each with a norm, added up; no activation. The thin kernels sit on the middle row and column of the square one,
 * which must be padded by half its size at least.
 */
export const asymmetricBlock: Block = site =>
  sum({
    square: convNormOf(site),
    horizontal: convNormOf(centred(site, [1, site.kernel[1]])),
    vertical: convNormOf(centred(site, [site.kernel[0], 1])),
  });
