/** Programs that run in their own processes and report by one line of JSON. */
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

/** Runs a program of this folder; returns what it printed, parsed. @throws Error with its stderr unless it exits with code 0 */
export function runChild<Result>(
  program: string,
  { environment = {}, flags = [] }: { environment?: Record<string, string>; flags?: readonly string[] } = {},
): Result {
  const path = fileURLToPath(new URL(program, import.meta.url));
  const printed = execFileSync(process.execPath, [...flags, '--import', TSX, path], {
    env: { ...process.env, ...environment },
    encoding: 'utf8',
    // Not the parent's stderr: a failure's text is in the error's message.
    stdio: 'pipe',
    maxBuffer: 2 ** 26,
  });
  return JSON.parse(printed) as Result;
}
