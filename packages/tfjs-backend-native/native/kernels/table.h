// The kernels that are compiled once per instruction set, as tables of functions, one table a subject. Node knows nothing of the sets:
// it calls kernels().norm.statistics(...) and gets the best that the machine runs.
#pragma once
#include "conv.h"
#include "elementwise.h"
#include "gemm.h"
#include "layout.h"
#include "loss.h"
#include "norm.h"
#include "optim.h"
#include "pool.h"
#include "reduce.h"
#include "resize.h"

namespace native {

struct Kernels {
  const char* set;  // 'avx512', 'avx2', 'neon', 'baseline'
  const GemmKernels& gemm;
  const ConvKernels& conv_direct;
  const ConvKernels& winograd;
  const ConvKernels& depthwise;
  const NormKernels& norm;
  const LossKernels& loss;
  const OptimKernels& optim;
  const ElementwiseKernels& elementwise;
  const ReduceKernels& reduce;
  const LayoutKernels& layout;
  const PoolKernels& pool;
  const ResizeKernels& resize;
};

/// The table in use.
const Kernels& kernels() noexcept;
/// Takes the set of that name ('auto': the best). False where this build or this machine lacks it.
bool choose_kernels(const char* set) noexcept;

}  // namespace native
