#include "reduce.h"

#include "../runtime/threads.h"
#include "vec.h"

namespace native::KERNEL_SET {

extern const ReduceKernels reduce;
const ReduceKernels reduce{};

}  // namespace native::KERNEL_SET
