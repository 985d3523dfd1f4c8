/** The network that a paper shows, as a finished run on this machine left it. */
import { RefoldError } from '@refold/core';
import { BACKEND_NAMES } from '@refold/core/backend';
import { type DatasetSpec, datasetFacts } from '@refold/core/data';
import type { ModelFacts } from '@refold/core/io';
import { MODEL, type TrainConfig } from '@refold/core/train';
import type { Paper, ShownPlayer } from '../define/paper.ts';
import type { Scale } from '../define/scales.ts';
import type { Found } from '../models/catalogue.ts';
import type { Folders } from '../plan/folders.ts';
import { type Job, jobOf } from '../plan/jobs.ts';
import { loadPaper, paperNames } from '../plan/papers.ts';
import { jobsOf, planTable, trainOf } from '../plan/plan.ts';
import { lastParams, readFinished } from './run-store.ts';

/** Which run is wanted, and where runs are. */
export interface ShownPlace {
  readonly scale: Scale;
  readonly folders: Folders;
  /** The backend whose run is taken if it is there; another's will do, too. */
  readonly backend: string;
}

/**
 * The network that a paper shows at a scale, with its parameters and what its data say of its images and outputs.
 * @throws RefoldError for a paper that shows none, naming those that do; for a run that isn't finished on this machine or whose
 *   checkpoint is damaged, with the command that trains it
 */
export async function shownModel(name: string, place: ShownPlace): Promise<Found> {
  const { scale, folders, backend } = place;
  const paper = await loadPaper(folders.experiments, name);
  if (paper.shown === undefined) throw await showsNothing(name, folders);
  const shown = paper.shown(scale);
  if (shown === undefined) throw new RefoldError(`${name} has no run at --scale ${scale} whose network can be applied`);
  const { run: config, player, trainedOn, layer, input, ...facts } = 'run' in shown ? shown : playerOf(shown);
  const jobs = [...new Set([backend, ...BACKEND_NAMES])].map(one =>
    jobOf({ table: name, row: '' }, config, { ...folders, paper: name, backend: one }),
  );
  const origin = originOf(paper, jobs[0]!, place);
  const command = trainingCommand(name, origin, scale);
  const job = jobs.find(one => readFinished(one) !== undefined);
  if (job === undefined) {
    throw new RefoldError(
      `${name} isn't trained at --scale ${scale} on this machine. The command that trains it:\n  ${command}`,
    );
  }
  const params = await lastParams(job, player);
  if ('damage' in params) {
    throw new RefoldError(`${params.damage} The command that trains it again:\n  ${command} --fresh`);
  }
  return {
    description: `${origin?.label ?? job.label}, at ${scale}, trained on ${trainedOn}`,
    input,
    build: () => layer,
    params: async () => params,
    ...facts,
  };
}

/** The only player of supervised training. */
const playerOf = (run: TrainConfig): ShownPlayer => ({
  run,
  player: MODEL,
  trainedOn: run.data.train.name,
  layer: run.layer,
  input: run.input,
  ...factsOfRun(run),
});

async function showsNothing(name: string, { experiments }: Folders): Promise<RefoldError> {
  const papers = await Promise.all(paperNames(experiments).map(one => loadPaper(experiments, one)));
  const showing = papers.filter(({ shown }) => shown !== undefined).map(({ paper }) => paper);
  return new RefoldError(
    `${name} doesn't say which of its networks to apply (\`shown\` in its index.ts). ` +
      `Papers that do: ${showing.join(', ') || 'none'}. A model file or published weights can be applied, too.`,
  );
}

/** The job of a table's row that trains the same; undefined where no table has one. */
function originOf({ tables }: Paper, { id, config, backend }: Job, { scale, folders }: ShownPlace): Job | undefined {
  for (const table of tables) {
    const planned = planTable(table, scale, folders.experiments, { backend });
    const tried = new Set<unknown>();
    for (const cell of planned.cells) {
      const train = trainOf(cell);
      if (train === undefined || tried.has(train)) continue;
      tried.add(train);
      const found = jobsOf(planned, cell, { ...folders, backend }, [config.seed]).find(job => job.id === id);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function trainingCommand(paper: string, origin: Job | undefined, scale: Scale): string {
  const part = origin === undefined ? '' : ` --table ${origin.table} --row ${JSON.stringify(origin.row)}`;
  return `npx refold reproduce ${paper}${part} --scale ${scale}`;
}

/**
 * What a run's data say of its network: by what images are normalized, names of classes, and ranges of ratings where outputs are on scales
 * of 0 to 1.
 */
export function factsOfRun({ data: { train, augment } }: TrainConfig): ModelFacts {
  const { labelKind } = datasetFacts(train);
  const normalization = augment?.normalize;
  return {
    ...(normalization && { normalization }),
    ...('classes' in labelKind && { classNames: labelKind.classes }),
    ...(labelKind.kind === 'dimensions' && { dimensions: ratedBy(train) }),
  };
}

/** The dimensions of labels on scales of 0 to 1, with the ranges of the dataset's own ratings; undefined for labels on other scales. */
function ratedBy(spec: DatasetSpec): ModelFacts['dimensions'] {
  const { labelKind } = datasetFacts(spec);
  const { labelKind: own } = datasetFacts({ name: spec.name, split: spec.split } as DatasetSpec);
  if (labelKind.kind !== 'dimensions' || own.kind !== 'dimensions') return undefined;
  if (labelKind.dimensions.some(({ range: [low, high] }) => low !== 0 || high !== 1)) return undefined;
  return labelKind.dimensions.map(({ name }, i) => ({ name, range: own.dimensions[i]!.range }));
}
