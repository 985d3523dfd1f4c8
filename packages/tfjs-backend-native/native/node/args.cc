#include "args.h"

#include <new>
#include <stdexcept>
#include <string>

#include "../runtime/memory.h"

namespace native {

std::vector<int64_t> Args::integers() {
  const Napi::Value given = value();
  std::vector<int64_t> numbers;
  if (given.IsTypedArray()) {
    const auto array = given.As<Napi::Int32Array>();
    numbers.assign(array.Data(), array.Data() + array.ElementLength());
    return numbers;
  }
  const auto array = given.As<Napi::Array>();
  numbers.reserve(array.Length());
  for (uint32_t i = 0; i < array.Length(); i++) numbers.push_back(array.Get(i).ToNumber().Int64Value());
  return numbers;
}

void Args::too_small(const Block& block, int64_t count, size_t size) const {
  throw Napi::RangeError::New(env(), "a buffer of " + std::to_string(block.bytes) + " bytes was given where " +
                                         std::to_string(count) + " values of " + std::to_string(size) + " bytes are needed");
}

namespace {

Napi::Value call(const Napi::CallbackInfo& info) {
  const auto function = reinterpret_cast<Function>(info.Data());
  try {
    Args args(info);
    return function(args);
  } catch (const std::bad_alloc&) {
    const MemoryStats stats = memory_stats();
    throw Napi::Error::New(info.Env(), "out of memory: " + std::to_string(stats.live >> 20) + " MiB are in use, of " +
                                           std::to_string(stats.limit >> 20) +
                                           " MiB that may be. Free tensors, take a smaller batch, or raise the limit "
                                           "(TFJS_NATIVE_MEMORY, in MiB).");
  } catch (const std::invalid_argument& error) {
    throw Napi::Error::New(info.Env(), error.what());
  }
}

}  // namespace

void define(Napi::Object exports, const char* name, Function function) {
  exports.Set(name, Napi::Function::New(exports.Env(), call, name, reinterpret_cast<void*>(function)));
}

}  // namespace native
