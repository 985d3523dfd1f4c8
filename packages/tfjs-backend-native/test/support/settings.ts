/** What the environment's settings came to, and a training under them. */
import { instructionSet, threads } from '../../src/index.ts';
import { train } from './training.ts';

console.log(JSON.stringify({ threads: threads(), set: instructionSet(), losses: await train(10) }));
