/** What a run is called and where it lies: the part of training that loads no tensor library. */
export { baseRuns, isSupervised } from './config.ts';
export { configHash } from './hash.ts';
export { holdsParameters, lockRun, RUN_FILES, RunInUse, readResult, runHolder } from './run-folder.ts';
