// Which set of kernels runs: asked of the processor once.
#include <cstring>

#include "../kernels/table.h"

namespace native {

namespace avx512 {
extern const Kernels table;
}
namespace avx2 {
extern const Kernels table;
}
namespace neon {
extern const Kernels table;
}
namespace baseline {
extern const Kernels table;
}

namespace {

struct Candidate {
  const Kernels* table;
  bool (*runs)();
};

// Best first.
const Candidate kCandidates[] = {
#if defined(__x86_64__)
    {&avx512::table,
     [] {
       return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw") &&
              __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("fma");
     }},
    {&avx2::table, [] { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }},
    {&baseline::table, [] { return true; }},
#elif defined(__aarch64__)
    {&neon::table, [] { return true; }},
#else
    {&baseline::table, [] { return true; }},
#endif
};

const Kernels* best(const char* set) {
  for (const Candidate& candidate : kCandidates) {
    if ((std::strcmp(set, "auto") == 0 || std::strcmp(set, candidate.table->set) == 0) && candidate.runs()) return candidate.table;
  }
  return nullptr;
}

const Kernels* chosen = nullptr;

}  // namespace

const Kernels& kernels() noexcept {
  if (chosen == nullptr) chosen = best("auto");
  return *chosen;
}

bool choose_kernels(const char* set) noexcept {
  const Kernels* found = best(set);
  if (found != nullptr) chosen = found;
  return found != nullptr;
}

}  // namespace native
