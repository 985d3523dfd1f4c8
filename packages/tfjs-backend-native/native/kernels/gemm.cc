#include "gemm.h"

#include "../runtime/threads.h"
#include "vec.h"

namespace native::KERNEL_SET {

extern const GemmKernels gemm;
const GemmKernels gemm{};

}  // namespace native::KERNEL_SET
