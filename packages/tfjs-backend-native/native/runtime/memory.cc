#include "memory.h"

#include <unistd.h>

#include <cstdlib>
#include <mutex>
#include <new>
#include <unordered_map>
#include <vector>

namespace native {
namespace {

constexpr size_t kAlignment = 64;

// Four classes an octave: at most a quarter of a block is unused.
size_t size_class(size_t bytes) {
  if (bytes <= kAlignment) return kAlignment;
  const int octave = 63 - __builtin_clzll(bytes - 1);
  const size_t quantum = octave > 8 ? size_t{1} << (octave - 2) : kAlignment;
  return (bytes + quantum - 1) / quantum * quantum;
}

#if defined(__SANITIZE_ADDRESS__)
extern "C" void __asan_poison_memory_region(void const volatile* begin, size_t size);
extern "C" void __asan_unpoison_memory_region(void const volatile* begin, size_t size);

// Forbids all of a block but its first `bytes` bytes: what rounding up added, and blocks kept for reuse.
void fence(void* block, size_t bytes, size_t size) {
  __asan_unpoison_memory_region(block, size);
  __asan_poison_memory_region(static_cast<char*>(block) + bytes, size - bytes);
}
#else
void fence(void*, size_t, size_t) {}
#endif

void give_back(void* block, size_t size) {
  fence(block, size, size);
  std::free(block);
}

int64_t physical_memory() {
  return static_cast<int64_t>(sysconf(_SC_PHYS_PAGES)) * sysconf(_SC_PAGESIZE);
}

struct Pool {
  std::mutex mutex;
  std::unordered_map<size_t, std::vector<void*>> free_blocks;
  int64_t live = 0, idle = 0, peak = 0;
  int64_t limit = physical_memory();
  int64_t idle_cap = limit / 4;

  void shrink(int64_t keep) {
    for (auto& [size, blocks] : free_blocks) {
      while (idle > keep && !blocks.empty()) {
        give_back(blocks.back(), size);
        blocks.pop_back();
        idle -= static_cast<int64_t>(size);
      }
    }
  }
};

// Never destroyed: blocks are given back by finalizers that may run after static destructors.
Pool& pool() {
  static Pool& instance = *new Pool;
  return instance;
}

}  // namespace

void* allocate(size_t bytes) {
  Pool& p = pool();
  const size_t size = size_class(bytes);
  const auto grown = static_cast<int64_t>(size);
  if (grown < 0 || size < bytes) throw std::bad_alloc();
  std::lock_guard lock(p.mutex);
  std::vector<void*>& blocks = p.free_blocks[size];
  void* block;
  if (!blocks.empty()) {
    block = blocks.back();
    blocks.pop_back();
    p.idle -= grown;
  } else {
    if (grown > p.limit - p.live - p.idle) p.shrink(0);
    if (grown > p.limit - p.live) throw std::bad_alloc();
    block = std::aligned_alloc(kAlignment, size);
    if (block == nullptr) {
      p.shrink(0);
      block = std::aligned_alloc(kAlignment, size);
      if (block == nullptr) throw std::bad_alloc();
    }
  }
  p.live += grown;
  if (p.live + p.idle > p.peak) p.peak = p.live + p.idle;
  fence(block, bytes, size);
  return block;
}

void release(void* block, size_t bytes) noexcept {
  if (block == nullptr) return;
  Pool& p = pool();
  const size_t size = size_class(bytes);
  std::lock_guard lock(p.mutex);
  p.live -= static_cast<int64_t>(size);
  if (p.idle + static_cast<int64_t>(size) > p.idle_cap) return give_back(block, size);
  // The list was made when the block was handed out, and has room: pop_back keeps capacity. A failing push loses the block, not the process.
  try {
    p.free_blocks[size].push_back(block);
    p.idle += static_cast<int64_t>(size);
    fence(block, 0, size);
  } catch (const std::bad_alloc&) {
    give_back(block, size);
  }
}

void trim(int64_t keep) noexcept {
  std::lock_guard lock(pool().mutex);
  pool().shrink(keep);
}

void set_idle_cap(int64_t bytes) noexcept {
  {
    std::lock_guard lock(pool().mutex);
    pool().idle_cap = bytes;
  }
  trim(bytes);
}

void set_memory_limit(int64_t bytes) noexcept {
  std::lock_guard lock(pool().mutex);
  pool().limit = bytes;
}

MemoryStats memory_stats() noexcept {
  Pool& p = pool();
  std::lock_guard lock(p.mutex);
  return {p.live, p.idle, p.peak, p.limit};
}

}  // namespace native
