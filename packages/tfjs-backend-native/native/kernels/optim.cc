#include "optim.h"

#include "../runtime/threads.h"
#include "vec.h"

namespace native::KERNEL_SET {

extern const OptimKernels optim;
const OptimKernels optim{};

}  // namespace native::KERNEL_SET
