/** Parameters as PyTorch reads them: torch.save's zip format, and safetensors. */
import { dirname } from 'node:path';
import { RefoldError } from '../../error.ts';
import { sweepTemporaryFiles, writeFileAtomic } from '../../io/atomic.ts';
import { encodeFacts, type Model } from '../../io/model-facts.ts';
import { writeSafetensors } from '../../io/safetensors.ts';
import type { Network } from '../../layers/types.ts';
import { withPlainFilters } from '../plain-filters.ts';
import { toTorchState } from './layout.ts';
import { pickledState } from './pickle.ts';
import { type Entry, zipOf } from './zip.ts';

/**
 * Writes a network's parameters as a state dict, atomically: what `torch.load(path, weights_only=True)` gives.
 * @throws RefoldError for over 4 GB, and when the file can't be written
 */
export function writeTorch(path: string, net: Network): void {
  const state = toTorchState(withPlainFilters(net));
  const storages = [...state.values()].map(
    ({ data }, i): Entry => [`archive/data/${i}`, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)],
  );
  const file = zipOf([
    ['archive/data.pkl', pickledState(state)],
    ['archive/byteorder', Buffer.from('little')],
    ...storages,
    ['archive/version', Buffer.from('3\n')],
  ]);
  sweepTemporaryFiles(dirname(path));
  writeFileAtomic(path, file);
}

/**
 * Writes a network's parameters as safetensors in PyTorch's names and layouts, atomically, with what is known of its images and outputs as
 * metadata.
 * @throws RefoldError for facts that don't fit the network, and when the file can't be written
 */
export function writeTorchSafetensors(path: string, model: Model): void {
  const facts = encodeFacts(model, problem => {
    throw new RefoldError(`can't export the network: ${problem}`);
  });
  sweepTemporaryFiles(dirname(path));
  writeSafetensors(path, toTorchState(withPlainFilters(model)), { format: 'pt', ...facts });
}
