#include "../runtime/threads.h"
#include "conv.h"
#include "micro.h"

namespace native::KERNEL_SET {

extern const ConvKernels conv_direct;
const ConvKernels conv_direct{};

}  // namespace native::KERNEL_SET
