/** Whether runs write event files for TensorBoard. */

/** Workers have their parent's environment, wherever they run. */
const VARIABLE = 'REFOLD_TENSORBOARD';

/** True unless the environment says `REFOLD_TENSORBOARD=off`. */
export const isTensorBoardOn = (): boolean => !['off', '0', 'false', 'no'].includes(process.env[VARIABLE] ?? '');

/** Turns it off for the runs of this process and of its workers. */
export function turnTensorBoardOff(): void {
  process.env[VARIABLE] = 'off';
}
