// Buffers: allocation, freeing, and copies to and from typed arrays.
#include "../runtime/memory.h"

#include <cstring>
#include <vector>

#include "args.h"

namespace native {
namespace {

// Handles are indices, so that a wrong one is an error and not a stray pointer. One table for all JavaScript threads would need a lock;
// each thread's environment has its own.
struct Table {
  std::vector<Block> blocks;
  std::vector<int32_t> unused;

  ~Table() {
    for (const Block& block : blocks) release(block.data, block.bytes);
  }
};

Table& table(Napi::Env env) { return *env.GetInstanceData<Table>(); }

Napi::Value allocate_buffer(Args& args) {
  const auto bytes = static_cast<size_t>(args.integer());
  Table& t = table(args.env());
  // Room in the table first, so that nothing is lost if it can't grow.
  if (t.unused.empty()) {
    t.blocks.emplace_back();
    t.unused.reserve(t.blocks.size());
    t.unused.push_back(static_cast<int32_t>(t.blocks.size() - 1));
  }
  void* data = allocate(bytes);
  const int32_t handle = t.unused.back();
  t.unused.pop_back();
  t.blocks[handle] = {data, bytes};
  return Napi::Number::New(args.env(), handle);
}

Napi::Value free_buffer(Args& args) {
  const int64_t handle = args.handle();
  Block& block = block_of(args.env(), handle);
  release(block.data, block.bytes);
  block = {};
  table(args.env()).unused.push_back(static_cast<int32_t>(handle));
  return args.env().Undefined();
}

/// A typed array beside a buffer, both of at least the array's bytes.
struct Pair {
  uint8_t* buffer;
  uint8_t* array;
  size_t bytes;
};

Pair pair(Args& args) {
  const int64_t handle = args.handle();
  const auto array = args.value().As<Napi::TypedArray>();
  auto* data = static_cast<uint8_t*>(array.ArrayBuffer().Data()) + array.ByteOffset();
  return {args.at<uint8_t>(handle, static_cast<int64_t>(array.ByteLength())), data, array.ByteLength()};
}

Napi::Value write_buffer(Args& args) {
  const Pair p = pair(args);
  if (p.bytes > 0) std::memcpy(p.buffer, p.array, p.bytes);
  return args.env().Undefined();
}

Napi::Value read_buffer(Args& args) {
  const Pair p = pair(args);
  if (p.bytes > 0) std::memcpy(p.array, p.buffer, p.bytes);
  return args.env().Undefined();
}

Napi::Value copy_buffer(Args& args) {
  const int64_t from = args.handle(), to = args.handle(), bytes = args.integer();
  std::memcpy(args.at<uint8_t>(to, bytes), args.at<uint8_t>(from, bytes), static_cast<size_t>(bytes));
  return args.env().Undefined();
}

Napi::Value stats(Args& args) {
  const MemoryStats s = memory_stats();
  auto result = Napi::Object::New(args.env());
  const auto set = [&](const char* name, int64_t value) { result.Set(name, static_cast<double>(value)); };
  set("live", s.live);
  set("idle", s.idle);
  set("peak", s.peak);
  set("limit", s.limit);
  return result;
}

}  // namespace

Block& block_of(Napi::Env env, int64_t handle) {
  Table& t = table(env);
  if (handle < 0 || handle >= static_cast<int64_t>(t.blocks.size()) || t.blocks[handle].data == nullptr) {
    throw Napi::Error::New(env, "buffer " + std::to_string(handle) + " was freed, or never existed");
  }
  return t.blocks[handle];
}

void define_memory(Napi::Object exports) {
  exports.Env().SetInstanceData(new Table);
  define(exports, "allocate", allocate_buffer);
  define(exports, "free", free_buffer);
  define(exports, "write", write_buffer);
  define(exports, "read", read_buffer);
  define(exports, "copy", copy_buffer);
  define(exports, "memoryStats", stats);
  define(exports, "trim", [](Args& args) {
    trim(args.integer());
    return args.env().Undefined();
  });
  define(exports, "setIdleCap", [](Args& args) {
    set_idle_cap(args.integer());
    return args.env().Undefined();
  });
  define(exports, "setMemoryLimit", [](Args& args) {
    set_memory_limit(args.integer());
    return args.env().Undefined();
  });
}

}  // namespace native
