/** The Job that is written for Kubernetes, held against the schema of its API. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type IJob, Job } from 'kubernetes-models/batch/v1/Job';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Batch, batchFolder } from '../src/executor/batch.ts';
import { kubernetesExecutor } from '../src/executor/kubernetes.ts';
import { jobManifest } from '../src/executor/kubernetes-job.ts';
import { foldersOf } from '../src/plan/folders.ts';
import { ASKED, handOver, newestBatch } from './support/cluster.ts';
import { root, toy } from './support/toy-paper.ts';

const SETTINGS = { image: 'registry.example/refold:1', claim: 'refold' };
const BATCH: Batch = {
  id: '20260102-030405-toy-quick',
  asked: ASKED,
  cores: 4,
  runs: ['a', 'b', 'c'].map(id => ({ id, table: 'table-1', row: id, label: id, config: {} as never })),
};

const validate = (manifest: object): void => new Job(manifest as IJob).validate();

describe('the Kubernetes executor', () => {
  it('writes a Job that the API takes, an index for each run', async () => {
    const folder = root();
    const { lines, runs } = await handOver(folder, toy(), kubernetesExecutor, { ...SETTINGS, atOnce: 2 });
    const path = join(batchFolder(foldersOf(folder), newestBatch(folder).id), 'job.yaml');
    const manifest = parse(readFileSync(path, 'utf8'));
    validate(manifest);
    expect(manifest.spec).toMatchObject({ completionMode: 'Indexed', completions: 6, parallelism: 2 });
    expect(runs).toEqual({ done: 0, total: 6 });
    expect(lines).toEqual([
      '6 runs: 0 done before, 6 to hand over',
      `toy: batch ${newestBatch(folder).id}. To start it: kubectl apply -f ${path}`,
    ]);
  });

  it('asks for what the settings say', () => {
    const settings = {
      ...SETTINGS,
      time: '2h',
      memory: '16G',
      gpus: 1,
      cpus: 4,
      setUp: 'ulimit -c 0',
      mount: '/mnt/refold',
    };
    const manifest = jobManifest(BATCH, settings) as IJob;
    validate(manifest);
    const pod = manifest.spec!.template.spec!;
    const [container] = pod.containers;
    const asked = { cpu: '4', memory: '16Gi', 'nvidia.com/gpu': '1' };
    expect(pod.activeDeadlineSeconds).toBe(7200);
    expect(container).toMatchObject({
      image: SETTINGS.image,
      workingDir: '/mnt/refold',
      resources: { requests: asked, limits: asked },
      env: [{ name: 'REFOLD_DATA', value: '/mnt/refold/data' }],
      command: [
        '/bin/sh',
        '-c',
        `ulimit -c 0\nexec node packages/lab/bin/refold.mjs work ${BATCH.id} --run "$JOB_COMPLETION_INDEX"`,
      ],
    });
    // The name of a Job is a label of its pods.
    expect(manifest.metadata!.name!.length).toBeLessThan(64);
  });

  it('is checked by a schema that refuses what the API refuses', () => {
    const manifest = jobManifest(BATCH, SETTINGS) as { spec: Record<string, unknown> };
    expect(() => validate({ ...manifest, spec: { ...manifest.spec, completions: 'three' } })).toThrow('completions');
    expect(() => validate({ ...manifest, spec: { completions: 3 } })).toThrow('template');
  });

  it.each([
    ['image', { claim: 'refold' }],
    ['claim', { image: 'x' }],
  ])('names a setting that it needs: %s', async (missing, settings) => {
    await expect(handOver(root(), toy(), kubernetesExecutor, settings)).rejects.toThrow(
      `--executor kubernetes needs the setting '${missing}'`,
    );
  });
});
