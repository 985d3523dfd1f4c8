export { explainWrite, writeFileAtomic } from './atomic.ts';
export { readSafetensors, type Safetensors, writeSafetensors } from './safetensors.ts';
