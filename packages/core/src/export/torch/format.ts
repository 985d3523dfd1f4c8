import { readSafetensors } from '../../io/safetensors.ts';
import { readTorch } from '../../io/torch-file.ts';
import type { NdArray } from '../../ndarray.ts';
import type { ExportFormat, Runtime } from '../format.ts';
import { fromTorchState } from './layout.ts';
import { writeTorch, writeTorchSafetensors } from './write.ts';

/** Files of parameters alone compute nothing: they are read back into our own network. */
const readBack = (read: (path: string) => ReadonlyMap<string, NdArray>): Runtime => ({
  name: 'our own network, with the parameters read back from the file,',
  run: async (path, net, batch, _, evaluate) =>
    await evaluate({ ...net, params: fromTorchState(net, read(path)) }, batch),
});

/** What torch.load reads. */
export const pth: ExportFormat = {
  extension: '.pth',
  about: "the parameters as PyTorch's state dict",
  write: writeTorch,
  runtime: readBack(path => readTorch(path).tensors),
};

/** What safetensors.torch.load_file reads. */
export const safetensors: ExportFormat = {
  extension: '.safetensors',
  about: "the parameters in PyTorch's names and layouts (kernels OIHW)",
  write: writeTorchSafetensors,
  runtime: readBack(path => readSafetensors(path).tensors),
};
