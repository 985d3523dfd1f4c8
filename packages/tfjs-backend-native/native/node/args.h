// What a function called from JavaScript sees: its arguments, one after the other, checked.
#pragma once
#include <napi.h>

#include <cstdint>
#include <vector>

namespace native {

/// A tensor's storage, as a handle from `allocate` names it.
struct Block {
  void* data = nullptr;
  size_t bytes = 0;
};

/// The live block of that handle. Throws Napi::Error for a handle that was never given out, or was freed.
Block& block_of(Napi::Env env, int64_t handle);

class Args {
 public:
  explicit Args(const Napi::CallbackInfo& info) : info_(info) {}

  Napi::Env env() const { return info_.Env(); }
  Napi::Value value() { return info_[next_++]; }
  /// A number; what is missing counts as NaN.
  double number() { return value().ToNumber().DoubleValue(); }
  int64_t integer() { return value().ToNumber().Int64Value(); }
  bool flag() { return value().ToBoolean().Value(); }
  std::string text() { return value().ToString().Utf8Value(); }

  /// A handle of a buffer that holds at least `count` values of T.
  template <typename T>
  T* buffer(int64_t count) {
    return checked<T>(integer(), count);
  }
  /// Likewise, or nullptr for a handle below zero.
  template <typename T>
  T* optional_buffer(int64_t count) {
    const int64_t handle = integer();
    return handle < 0 ? nullptr : checked<T>(handle, count);
  }
  /// A handle, to be resolved by `at` once the sizes behind it are known.
  int64_t handle() { return integer(); }
  template <typename T>
  T* at(int64_t handle, int64_t count) {
    return checked<T>(handle, count);
  }

  /// An array of numbers, or an Int32Array.
  std::vector<int64_t> integers();

 private:
  template <typename T>
  T* checked(int64_t handle, int64_t count) {
    Block& block = block_of(env(), handle);
    if (count < 0 || static_cast<size_t>(count) > block.bytes / sizeof(T)) too_small(block, count, sizeof(T));
    return static_cast<T*>(block.data);
  }
  [[noreturn]] void too_small(const Block& block, int64_t count, size_t size) const;

  const Napi::CallbackInfo& info_;
  size_t next_ = 0;
};

/// Adds a function to the module. It may throw Napi::Error, std::bad_alloc or std::invalid_argument; each reaches JavaScript as an Error.
using Function = Napi::Value (*)(Args& args);
void define(Napi::Object exports, const char* name, Function function);

}  // namespace native
