#include "loss.h"

#include "../runtime/threads.h"
#include "vec.h"

namespace native::KERNEL_SET {

extern const LossKernels loss;
const LossKernels loss{};

}  // namespace native::KERNEL_SET
