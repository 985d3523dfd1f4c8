export { setAside } from './aside.ts';
export { explainWrite, sweepTemporaryFiles, writeFileAtomic } from './atomic.ts';
export { holderInWords, type Lock, type LockHolder, withLockSync } from './lock.ts';
export { factsFault, type Model, type ModelFacts, type RatedDimension } from './model-facts.ts';
export { type NetworkFileOptions, networkFileBytes, readNetwork, writeNetwork } from './network-file.ts';
export { readSafetensors, type Safetensors, writeSafetensors } from './safetensors.ts';
export { listSkipped, type Skipped } from './skipped.ts';
export { fromStateDict, type Naming, parameterName, type StateDict, toStateDict } from './state-dict.ts';
export { readTorch, type TorchFile } from './torch-file.ts';
