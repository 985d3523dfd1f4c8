export {
  type FusedKernelName,
  type FusedKernels,
  fusedKernel,
  type Geometry,
  registerFusedKernels,
} from './fused.ts';
export { BACKEND_NAMES, type BackendInfo, type BackendName, BackendUnavailable } from './info.ts';
export { describeMachine, type Machine } from './machine.ts';
export { withNativeThreads } from './native.ts';
export { type Probe, type ProbeStatus, probeBackends } from './probe.ts';
export { type BackendChoice, parseBackendChoice, type SelectedBackend, selectBackend } from './select.ts';
