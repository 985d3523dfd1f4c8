#include "norm.h"

#include "../runtime/threads.h"
#include "vec.h"

namespace native::KERNEL_SET {

extern const NormKernels norm;
const NormKernels norm{};

}  // namespace native::KERNEL_SET
