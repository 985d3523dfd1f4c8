// The functions of the module, by subject.
#pragma once
#include "args.h"

namespace native {

void define_memory(Napi::Object exports);
void define_settings(Napi::Object exports);
void define_gemm(Napi::Object exports);
void define_conv(Napi::Object exports);
void define_norm(Napi::Object exports);
void define_loss(Napi::Object exports);
void define_optim(Napi::Object exports);
void define_elementwise(Napi::Object exports);
void define_reduce(Napi::Object exports);
void define_layout(Napi::Object exports);
void define_pool(Napi::Object exports);
void define_resize(Napi::Object exports);

}  // namespace native
