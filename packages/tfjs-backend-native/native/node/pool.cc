#include "../kernels/table.h"
#include "subjects.h"

namespace native {

void define_pool(Napi::Object) {}

}  // namespace native
