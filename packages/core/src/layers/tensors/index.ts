/** What leaves are evaluated with: tfjs, and operations that use the active backend's own kernels where it has them. */
export * as tf from '@tensorflow/tfjs-core';
export { channelMean, channelSum, rows, scaleShift } from './channels.ts';
export { convolve, convolveBiased, convolveInputGradient, convolveKernelGradient, padOrCrop } from './convolution.ts';
export { handOver, normaliseInstances, scaleAndShiftOf } from './instance-norm.ts';
export { maxPoolInputGradient } from './max-pool.ts';
export { borderOf, moveStatistics, padWith, runningLine, withoutBorder } from './norm.ts';
export { reflectionPadGradient } from './reflection.ts';
export { share } from './share.ts';
