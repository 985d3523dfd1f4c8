#include "layout.h"

#include "../runtime/threads.h"
#include "vec.h"

namespace native::KERNEL_SET {

extern const LayoutKernels layout;
const LayoutKernels layout{};

}  // namespace native::KERNEL_SET
