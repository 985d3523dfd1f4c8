/** `refold reproduce` where runs are trained on a cluster. */
import type { ExecutorChoice } from '../executor/parse.ts';
import type { ClusterSettings } from '../executor/settings.ts';
import { foldersOf, ROOT } from '../plan/folders.ts';
import { interruptible } from '../terminal/interrupt.ts';
import { checkGpus } from './cluster.ts';
import type { Arguments } from './command.ts';
import { backendNameOf, scaleOf, selectionOf } from './selection.ts';

/** Hands the missing runs of papers over, and says how to go on. @returns the exit code */
export async function handOver(
  call: Arguments,
  kind: ExecutorChoice['kind'],
  settings: ClusterSettings,
): Promise<number> {
  const [scale, selection, recorded] = [scaleOf(call), selectionOf(call), call.flag('recorded')];
  const backend = await backendNameOf(call);
  checkGpus(settings, backend);
  const { reporterFor } = await import('../terminal/progress.ts');
  const [reporter, folders] = [reporterFor(), foldersOf(ROOT)];
  const [{ loadPaper }, { reproduce }, { services }, executor] = await Promise.all([
    import('../plan/papers.ts'),
    import('../run/reproduce.ts'),
    import('../run/services.ts'),
    kind === 'slurm'
      ? import('../executor/slurm.ts').then(({ slurmExecutor }) => slurmExecutor)
      : import('../executor/kubernetes.ts').then(({ kubernetesExecutor }) => kubernetesExecutor),
  ]);
  for (const name of call.positionals) {
    reporter.line(`${name} at ${scale}: reading its tables ...`);
    const paper = await loadPaper(folders.experiments, name);
    const { runs } = await interruptible(
      signal => {
        const asked = { paper: name, scale, selection, recorded, backend };
        const options = { asked, settings, folders, services: services(reporter, signal, paper) };
        return reproduce(paper, {
          ...selection,
          scale,
          signal,
          reporter,
          recorded,
          fresh: call.flag('fresh'),
          executor: executor(options),
        });
      },
      () => reporter.line('stopping ...'),
    );
    const next =
      runs.done === runs.total
        ? `nothing is missing. To fill its tables: npx refold collect ${name}`
        : 'how far the others are: npx refold status. What is finished goes into the tables with: npx refold collect';
    process.stdout.write(`${name}: ${runs.done} of ${runs.total} runs are done; ${next}\n`);
  }
  return 0;
}
