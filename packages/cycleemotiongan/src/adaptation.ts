/**
 * Adaptation as a task of the training loop: the step reads as the paper's algorithm (sheet, b.7), and a checkpoint of the whole game (all networks and
 * optimizers, the histories, the losses of the epoch) resumes exactly.
 */
import { RefoldError } from '@refold/core';
import { count } from '@refold/core/cost';
import { type Batch, type Dataset, type DatasetSpec, datasetFacts, loadDataset, outputWidth } from '@refold/core/data';
import { init } from '@refold/core/init';
import type { Expression, Network } from '@refold/core/layers';
import { makeOptimizer, type Schedule } from '@refold/core/optim';
import {
  lossFor,
  type PlayerSpec,
  type StepContext,
  type Task,
  type TaskContext,
  type TaskDefinition,
  targetsOf,
} from '@refold/core/train';
import * as tf from '@tensorflow/tfjs-core';
import { type AdaptationConfig, FEATURES, type PlayerName, type SemanticSettings } from './config.ts';
import { GameLosses } from './game-losses.ts';
import { ImagePool } from './image-pool.ts';
import { measured } from './measures.ts';
import { classifierStep } from './recognition.ts';
import { type SemanticDistance, semanticConsistency } from './semantic-consistency.ts';
import { criticStep, type Game, generatorStep, type SemanticJudge } from './translation.ts';
import { wheelDistances } from './wheel.ts';

/** Pixels in −1 to 1, as generators give them. */
const NORMALIZE = { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] };
export const VIEW = { normalize: NORMALIZE };

export const adaptation: TaskDefinition<AdaptationConfig> = {
  create,
  datasets: ({ source, target, test }) => [source, target, test],
  estimateMacs,
};
