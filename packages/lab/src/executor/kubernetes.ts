/** Runs on a Kubernetes cluster: writes the Job that `kubectl apply` takes. */
import { join } from 'node:path';
import { RefoldError } from '@refold/core';
import { writeFileAtomic } from '@refold/core/io';
import { stringify } from 'yaml';
import type { Executor, OpenRuns } from '../run/executor.ts';
import { batchFolder } from './batch.ts';
import { type ClusterOptions, levelsOf, prepareBatch, sayHandedOver } from './hand-over.ts';
import { jobManifest } from './kubernetes-job.ts';

/** Writes a Job of all open runs. */
export const kubernetesExecutor = (options: ClusterOptions): Executor => ({
  elsewhere: { backend: options.asked.backend },
  execute: work => write(work, options),
});

async function write(work: OpenRuns, options: ClusterOptions): Promise<void> {
  const { settings, folders, asked } = options;
  const { image, claim } = settings;
  if (image === undefined || claim === undefined) {
    const missing = image === undefined ? 'image' : 'claim';
    throw new RefoldError(
      `--executor kubernetes needs the setting '${missing}': write { "image": "...", "claim": "..." } into a file, and name it with --cluster`,
    );
  }
  sayHandedOver(work, work.open.length, 0);
  const batch = await prepareBatch(levelsOf(work.open), options);
  const path = join(batchFolder(folders, batch.id), 'job.yaml');
  writeFileAtomic(path, stringify(jobManifest(batch, { ...settings, image, claim })));
  work.reporter.line(`${asked.paper}: batch ${batch.id}. To start it: kubectl apply -f ${path}`);
}
