// Pooling and resizing of maps.
#pragma once
#include <cstdint>

namespace native {

struct PoolKernels {};

}  // namespace native
