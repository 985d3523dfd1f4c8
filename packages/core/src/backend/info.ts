/** Names of the backends, what is known of one that runs, and why one does not. */
import { RefoldError } from '../error.ts';

/** Every backend, also as the name under which tfjs knows it. */
export const BACKEND_NAMES = ['tensorflow', 'native', 'wasm', 'cpu', 'webgpu'] as const;

/** The name of a backend. */
export type BackendName = (typeof BACKEND_NAMES)[number];

/** A backend that is loaded and active. */
export interface BackendInfo {
  readonly name: BackendName;
  /** library, version, device and threads, for people: 'tfjs wasm 4.22.0, SIMD, 1 thread' */
  readonly detail: string;
  readonly gpu: boolean;
  /** Does the same program on the same machine give the same bits twice? */
  readonly deterministic: boolean;
}

/** A backend that cannot be used: not installed ('missing'), or installed and failing ('broken'). */
export class BackendUnavailable extends RefoldError {
  override readonly name = 'BackendUnavailable';
  readonly backend: BackendName;
  readonly status: 'missing' | 'broken';
  /** what was tried and what it answered */
  readonly reason: string;
  /** what to do about it */
  readonly remedy: string;

  constructor(backend: BackendName, status: 'missing' | 'broken', reason: string, remedy: string) {
    super(
      `backend '${backend}' is ${status === 'missing' ? 'not installed' : 'installed but fails'}: ${reason}\n${remedy}`,
    );
    this.backend = backend;
    this.status = status;
    this.reason = reason;
    this.remedy = remedy;
  }
}

/** The first line of whatever was thrown: tfjs also rejects with plain `{ message }` objects and strings. */
export function messageOf(thrown: unknown): string {
  const message = typeof thrown === 'object' && thrown !== null && 'message' in thrown ? thrown.message : thrown;
  return String(message).split('\n', 1)[0]!.trim();
}
