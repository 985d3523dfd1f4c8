#include "pool.h"

#include "../runtime/threads.h"
#include "vec.h"

namespace native::KERNEL_SET {

extern const PoolKernels pool;
const PoolKernels pool{};

}  // namespace native::KERNEL_SET
