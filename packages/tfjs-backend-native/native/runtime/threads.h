// A pool of threads for loops. Chunks are claimed one by one, so a thread that another process keeps off its core delays the loop by
// one chunk only; a worker that finds no work spins for some tens of microseconds, then sleeps.
#pragma once
#include <cstdint>
#include <type_traits>

namespace native {

/// Threads that take part in a loop, the caller among them. At least 1.
int threads() noexcept;
/// Sets it: 1 up to 256. Not to be called from within a loop.
void set_threads(int count);

namespace detail {
using Body = void (*)(void* context, int64_t chunk, int worker);
void run(int64_t chunks, Body body, void* context);
}  // namespace detail

/// Calls body(chunk, worker) for every chunk in [0, chunks), each once, in no fixed order; returns when all have ended.
/// `worker` is in [0, threads()): two chunks that run at once have different ones. A loop within a loop runs on its caller alone,
/// as worker 0 of its own. `body` must not throw.
template <typename Body>
void parallel(int64_t chunks, Body&& body) {
  using Function = std::remove_reference_t<Body>;
  detail::run(
      chunks, [](void* context, int64_t chunk, int worker) { (*static_cast<Function*>(context))(chunk, worker); },
      const_cast<void*>(static_cast<const void*>(&body)));
}

/// First index of part `i` of `parts` nearly equal parts of [0, n).
inline int64_t part(int64_t n, int64_t i, int64_t parts) { return n * i / parts; }

/// Calls body(begin, end, worker) on disjoint ranges that cover [0, n), of at least `grain` indices each (but the last).
/// The split depends on n and the number of threads: only for bodies whose results don't depend on it.
template <typename Body>
void parallel_ranges(int64_t n, int64_t grain, Body&& body) {
  const int64_t most = threads() == 1 ? 1 : 4 * threads();
  const int64_t wanted = n / (grain > 0 ? grain : 1);
  const int64_t chunks = wanted < 1 ? 1 : wanted < most ? wanted : most;
  if (n <= 0) return;
  parallel(chunks, [&](int64_t chunk, int worker) { body(part(n, chunk, chunks), part(n, chunk + 1, chunks), worker); });
}

}  // namespace native
