/** Runs events.py, where there is a Python with TensorBoard. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { interpreters } from './conformance/python.ts';

const SCRIPT = fileURLToPath(new URL('./events.py', import.meta.url));

/** What TensorBoard finds in a folder of event files. */
export interface FoundEvents {
  /** [step, value], by tag. */
  readonly scalars: Readonly<Record<string, readonly (readonly [number, number])[]>>;
  readonly histograms: Readonly<
    Record<
      string,
      readonly { readonly step: number; readonly min: number; readonly max: number; readonly count: number }[]
    >
  >;
  /** PNG files as hexadecimal digits. */
  readonly images: Readonly<
    Record<
      string,
      readonly { readonly step: number; readonly width: number; readonly height: number; readonly png: string }[]
    >
  >;
  readonly text: Readonly<Record<string, readonly string[]>>;
  readonly hparams: {
    readonly group?: string;
    readonly settings?: Readonly<Record<string, number | string | boolean>>;
    readonly status?: number;
  };
}

/** The first interpreter that can import TensorBoard; undefined where none can. */
export function pythonWithTensorBoard(): string | undefined {
  return interpreters().find(python => {
    try {
      execFileSync(python, ['-c', 'import tensorboard.backend.event_processing'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  });
}

/** What TensorBoard finds in a run's folder. */
export function readByTensorBoard(python: string, folder: string): FoundEvents {
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' };
  return JSON.parse(
    execFileSync(python, [SCRIPT, 'read', folder], { encoding: 'utf8', stdio: 'pipe', env }),
  ) as FoundEvents;
}
