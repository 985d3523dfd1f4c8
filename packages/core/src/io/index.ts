export { setAside } from './aside.ts';
export { explainWrite, sweepTemporaryFiles, writeFileAtomic } from './atomic.ts';
export { type Hdf5File, readHdf5 } from './hdf5-file.ts';
export { holderInWords, type Lock, type LockHolder, withLock, withLockSync } from './lock.ts';
export { factsFault, type Model, type ModelFacts, type RatedDimension } from './model-facts.ts';
export { convNormRules, moduleRules, type NameRule, namedBy, parameterName, type Rules } from './name-rules.ts';
export { type NetworkFileOptions, networkFileBytes, readNetwork, writeNetwork } from './network-file.ts';
export { readNpy, writeNpy } from './npy.ts';
export { readSafetensors, type Safetensors, writeSafetensors } from './safetensors.ts';
export { listSkipped, type Skipped } from './skipped.ts';
export {
  fromStateDict,
  matchedParams,
  matchFault,
  matchState,
  type Naming,
  type Pair,
  type StateDict,
  type StateMatch,
  toStateDict,
} from './state-dict.ts';
export { readTorch, type TorchFile } from './torch-file.ts';
export type { TorchLayout } from './torch-layout.ts';
export { readWeightFile, type WeightFile } from './weight-file.ts';
