// Memory for tensors and scratch: size classes, each with a last-in-first-out list of free blocks, so that a training step finds
// the blocks of the step before, still in cache.
#pragma once
#include <cstddef>
#include <cstdint>

namespace native {

struct MemoryStats {
  int64_t live;      // bytes of blocks in use, as rounded up to their size classes
  int64_t idle;      // bytes of free blocks kept for reuse
  int64_t peak;      // most of live + idle so far
  int64_t limit;     // bytes that live + idle may not exceed
};

/// A block of at least `bytes` bytes, aligned to 64. Throws std::bad_alloc where the limit or the system forbids it.
void* allocate(size_t bytes);
/// Gives a block back; `bytes` as in `allocate`.
void release(void* block, size_t bytes) noexcept;
/// Returns free blocks to the system until at most `keep` bytes of them are left.
void trim(int64_t keep) noexcept;
/// Bytes of free blocks that are kept at most (the cap).
void set_idle_cap(int64_t bytes) noexcept;
void set_memory_limit(int64_t bytes) noexcept;
MemoryStats memory_stats() noexcept;

/// Room for `count` values that lives as long as the object. Not initialised.
template <typename T>
class Scratch {
 public:
  explicit Scratch(size_t count) : bytes_(count * sizeof(T)), data_(static_cast<T*>(allocate(bytes_))) {}
  ~Scratch() { release(data_, bytes_); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  T* get() const { return data_; }
  T& operator[](size_t i) const { return data_[i]; }

 private:
  size_t bytes_;
  T* data_;
};

}  // namespace native
