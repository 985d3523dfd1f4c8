// Arguments that name a type, and buffers of elements of it.
#pragma once
#include "../kernels/elementwise.h"
#include "args.h"

namespace native {

/// The next argument as a code of [0, count). Throws Napi::Error for any other number; `what` says what it should name.
template <typename Code>
Code code(Args& args, Code count, const char* what) {
  const int64_t value = args.integer();
  if (value < 0 || value >= static_cast<int64_t>(count)) {
    throw Napi::Error::New(args.env(), std::string("no ") + what + " has the code " + std::to_string(value));
  }
  return static_cast<Code>(value);
}

inline Type type_of(Args& args) { return code(args, static_cast<Type>(kTypes), "type"); }

/// A handle of a buffer that holds at least `count` elements of that type.
inline void* elements(Args& args, Type type, int64_t count) { return args.buffer<uint8_t>(count * width_of(type)); }

}  // namespace native
