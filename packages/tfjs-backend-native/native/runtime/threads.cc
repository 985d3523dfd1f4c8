#include "threads.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace native {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::microseconds kSpin{40};

inline void relax() {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

/// Spins until ready() or until the time is up; tells which.
template <typename Ready>
bool spin_until(Ready ready) {
  const auto end = Clock::now() + kSpin;
  do {
    for (int i = 0; i < 64; i++) {
      if (ready()) return true;
      relax();
    }
  } while (Clock::now() < end);
  return ready();
}

/// One loop. Lives on its caller's stack; the caller leaves only when no worker looks at it any more.
struct Loop {
  detail::Body body;
  void* context;
  int64_t chunks;
  std::atomic<int64_t> next{0};

  void work(int worker) {
    for (int64_t chunk; (chunk = next.fetch_add(1, std::memory_order_relaxed)) < chunks;) body(context, chunk, worker);
  }
};

class Pool {
 public:
  explicit Pool(int workers) {
    for (int i = 1; i <= workers; i++) members_.emplace_back([this, i] { serve(i); });
  }

  ~Pool() {
    {
      std::lock_guard lock(mutex_);
      stopping_ = true;
      generation_.fetch_add(1);
    }
    wake_.notify_all();
    for (std::thread& member : members_) member.join();
  }

  int workers() const { return static_cast<int>(members_.size()); }

  void run(Loop& loop) {
    {
      std::lock_guard lock(mutex_);
      loop_.store(&loop);
      generation_.fetch_add(1);
    }
    if (sleepers_.load() > 0) wake_.notify_all();
    loop.work(0);
    // No worker may join from here on; the ones inside are waited for.
    loop_.store(nullptr);
    const auto left = [this] { return inside_.load() == 0; };
    if (spin_until(left)) return;
    std::unique_lock lock(mutex_);
    done_.wait(lock, left);
  }

 private:
  void serve(int worker) {
    uint64_t seen = 0;
    for (;;) {
      const auto called = [&] { return generation_.load() != seen; };
      if (!spin_until(called)) {
        std::unique_lock lock(mutex_);
        sleepers_.fetch_add(1);
        wake_.wait(lock, called);
        sleepers_.fetch_sub(1);
      }
      seen = generation_.load();
      if (stopping_.load()) return;
      // Entering before looking: the caller clears loop_ first and then waits for those inside, so one of the two is seen.
      inside_.fetch_add(1);
      if (Loop* loop = loop_.load()) loop->work(worker);
      if (inside_.fetch_sub(1) == 1 && loop_.load() == nullptr) {
        std::lock_guard lock(mutex_);
        done_.notify_one();
      }
    }
  }

  std::vector<std::thread> members_;
  std::mutex mutex_;
  std::condition_variable wake_, done_;
  std::atomic<uint64_t> generation_{0};
  std::atomic<Loop*> loop_{nullptr};
  std::atomic<int> inside_{0};
  std::atomic<int> sleepers_{0};
  std::atomic<bool> stopping_{false};
};

// Held by whoever runs a loop: a second JavaScript thread, or a loop within a loop, runs its own loop alone.
std::mutex busy;
std::atomic<int> count{static_cast<int>(std::thread::hardware_concurrency() > 0 ? std::thread::hardware_concurrency() : 1)};
// Never destroyed: at exit the system ends the workers, which wait or spin.
Pool* pool = nullptr;

}  // namespace

int threads() noexcept { return count.load(std::memory_order_relaxed); }

void set_threads(int wanted) {
  std::lock_guard lock(busy);
  count = wanted < 1 ? 1 : wanted > 256 ? 256 : wanted;
  delete pool;
  pool = nullptr;
}

namespace detail {

void run(int64_t chunks, Body body, void* context) {
  const auto alone = [&] {
    for (int64_t chunk = 0; chunk < chunks; chunk++) body(context, chunk, 0);
  };
  if (chunks <= 1 || threads() == 1) return alone();
  thread_local bool within = false;
  if (within || !busy.try_lock()) return alone();
  within = true;
  if (pool == nullptr) pool = new Pool(threads() - 1);
  Loop loop{body, context, chunks};
  pool->run(loop);
  within = false;
  busy.unlock();
}

}  // namespace detail
}  // namespace native
