/** A batch of runs as an indexed Job of Kubernetes (batch/v1). */
import type { Batch } from './batch.ts';
import { type ClusterSettings, coresOf, minutesOf, retriesOf } from './settings.ts';

/** The settings that a Job can't do without. */
export type PodSettings = ClusterSettings & Required<Pick<ClusterSettings, 'image' | 'claim'>>;

/** Seconds that a pod has to save its run. */
const GRACE = 120;

const CONTAINER = 'refold';

/**
 * The manifest: one index for each run, in dependency order. A run that begins with another one waits for it, or trains it where nobody does. A pod
 * that is evicted or killed is started again and goes on from the run's checkpoint; an error of the run ends its index, and no other.
 */
export function jobManifest(batch: Batch, settings: PodSettings): object {
  const { image, claim, atOnce, mount = '/refold', data = `${mount}/data` } = settings;
  const minutes = minutesOf(settings);
  const count = batch.runs.length;
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: `refold-${batch.id}`.toLowerCase(),
      labels: { app: 'refold', paper: batch.asked.paper, scale: batch.asked.scale },
    },
    spec: {
      completionMode: 'Indexed',
      completions: count,
      parallelism: Math.min(count, atOnce ?? count),
      backoffLimitPerIndex: retriesOf(settings),
      maxFailedIndexes: count,
      podFailurePolicy: {
        rules: [
          // A node that is drained or preempted says nothing of the run.
          { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
          { action: 'FailIndex', onExitCodes: { containerName: CONTAINER, operator: 'In', values: [1] } },
        ],
      },
      template: {
        spec: {
          restartPolicy: 'Never',
          terminationGracePeriodSeconds: GRACE,
          ...(minutes !== undefined && { activeDeadlineSeconds: 60 * minutes }),
          containers: [
            {
              name: CONTAINER,
              image,
              workingDir: mount,
              command: ['/bin/sh', '-c', commandOf(batch, settings)],
              env: [{ name: 'REFOLD_DATA', value: data }],
              resources: resourcesOf(settings),
              volumeMounts: [{ name: 'repository', mountPath: mount }],
            },
          ],
          volumes: [{ name: 'repository', persistentVolumeClaim: { claimName: claim } }],
        },
      },
    },
  };
}

function commandOf({ id }: Batch, { setUp }: ClusterSettings): string {
  // `exec`: the signal that ends the pod reaches refold.
  const run = `exec node packages/lab/bin/refold.mjs work ${id} --run "$JOB_COMPLETION_INDEX"`;
  return setUp === undefined ? run : `${setUp}\n${run}`;
}

function resourcesOf(settings: ClusterSettings): object {
  const { memory, gpus } = settings;
  const asked = {
    cpu: String(coresOf(settings)),
    ...(memory !== undefined && { memory: `${memory}i` }),
    ...(gpus && { 'nvidia.com/gpu': String(gpus) }),
  };
  return { requests: asked, limits: asked };
}
