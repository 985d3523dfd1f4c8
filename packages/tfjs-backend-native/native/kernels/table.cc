#include "table.h"

#define KERNEL_STRING(x) #x
#define KERNEL_NAME(x) KERNEL_STRING(x)

namespace native::KERNEL_SET {

extern const GemmKernels gemm;
extern const ConvKernels conv_direct;
extern const ConvKernels winograd;
extern const ConvKernels depthwise;
extern const NormKernels norm;
extern const LossKernels loss;
extern const OptimKernels optim;
extern const ElementwiseKernels elementwise;
extern const ReduceKernels reduce;
extern const LayoutKernels layout;
extern const PoolKernels pool;
extern const ResizeKernels resize;

extern const Kernels table;
const Kernels table{KERNEL_NAME(KERNEL_SET), gemm, conv_direct, winograd, depthwise, norm, loss, optim, elementwise, reduce, layout, pool,
                    resize};

}  // namespace native::KERNEL_SET
