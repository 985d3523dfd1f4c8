/** Prints the settings that the environment gives, and the losses of a run with them. */
import { instructionSet, threads } from '../../src/index.ts';
import { train } from './training.ts';

console.log(JSON.stringify({ threads: threads(), set: instructionSet(), losses: await train(10) }));
