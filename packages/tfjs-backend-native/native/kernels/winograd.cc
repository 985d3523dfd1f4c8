#include "../runtime/threads.h"
#include "conv.h"
#include "micro.h"

namespace native::KERNEL_SET {

extern const ConvKernels winograd;
const ConvKernels winograd{};

}  // namespace native::KERNEL_SET
