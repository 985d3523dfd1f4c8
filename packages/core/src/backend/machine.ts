/** The machine, as measurements are labelled with it. */
import { arch, availableParallelism, cpus, platform, totalmem } from 'node:os';

/** A machine and the Node.js that runs on it. */
export interface Machine {
  /** Node's version, without the v */
  readonly node: string;
  /** 'linux x64' */
  readonly platform: string;
  readonly processor: string;
  /** threads that may run at once, after affinity masks */
  readonly cores: number;
  /** bytes, after a container's limit */
  readonly memory: number;
}

/** Describes this machine; `memory` respects the limit of a container. */
export function describeMachine(): Machine {
  // 0 or 2^64 - 1 where there is no limit.
  const limit = process.constrainedMemory();
  return {
    node: process.versions.node,
    platform: `${platform()} ${arch()}`,
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memory: limit > 0 ? Math.min(limit, totalmem()) : totalmem(),
  };
}
