/** Kernels beyond tfjs's own, by name, for programs that look them up: Refold's core does. Maps are NHWC, kernels HWIO. */
export const fusedKernels = {};
