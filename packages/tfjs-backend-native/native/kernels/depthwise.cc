#include "../runtime/threads.h"
#include "conv.h"
#include "micro.h"

namespace native::KERNEL_SET {

extern const ConvKernels depthwise;
const ConvKernels depthwise{};

}  // namespace native::KERNEL_SET
