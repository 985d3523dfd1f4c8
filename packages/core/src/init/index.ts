/** Fresh parameters for an expression. Loads no tensor library. */
export { init, network } from './init.ts';
