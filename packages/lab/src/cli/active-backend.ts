/** The backend that a command which trains asks for. */
import type { BackendChoice } from '@refold/core/backend';
import type { Reporter } from '../terminal/progress.ts';

/** Makes a backend the active one. @returns its name */
export async function activeBackend(choice: BackendChoice, reporter: Reporter): Promise<string> {
  const { selectBackend } = await import('@refold/core/backend');
  const { name, detail, passedOver } = await selectBackend(choice);
  for (const failure of passedOver) reporter.line(failure.message);
  reporter.line(`backend: ${name} (${detail})`);
  return name;
}
