#include "subjects.h"

namespace {

Napi::Object initialise(Napi::Env, Napi::Object exports) {
  native::define_memory(exports);
  native::define_settings(exports);
  native::define_gemm(exports);
  native::define_conv(exports);
  native::define_norm(exports);
  native::define_loss(exports);
  native::define_optim(exports);
  native::define_elementwise(exports);
  native::define_reduce(exports);
  native::define_layout(exports);
  native::define_pool(exports);
  native::define_resize(exports);
  return exports;
}

}  // namespace

NODE_API_MODULE(tfjs_native, initialise)
