// Blocked after Goto and van de Geijn (2008): a chunk of C goes to one thread, which lays its own blocks of A and B close
// together as it needs them. Threads share nothing, so there are no barriers; packing costs a few per cent of a product.
#include "gemm.h"

#include "../runtime/memory.h"
#include "../runtime/threads.h"
#include "gemm_pack.h"

namespace native::KERNEL_SET {
namespace {

using namespace packing;

// A block of A and the C that belongs to it fit half the second-level cache; a block's K is two runs of kSumBlock.
constexpr int64_t kBlockRows = 252, kBlockColumns = 256, kBlockK = 2 * kSumBlock;
// Floats between rows of a packed block of A: not a power of two, which would put all rows into one cache set.
constexpr int64_t kPackedRow = kBlockK + kWidth;
// Rows of A further apart than this compete for the same sets of the first-level cache.
constexpr int64_t kNearRow = 512;
// With fewer rows than this B isn't worth copying.
constexpr int64_t kFewRows = 16;

struct Epilogue {
  const float* bias;
  int64_t bias_step;  // 0: one bias for the whole row
  bool relu, accumulate;
};

/// One product, batch aside.
struct Product {
  int64_t m, n, k;
  Strided a, b;
  float* c;
  int64_t c_row;
  Epilogue epilogue;
};

void finish(const Product& p, int64_t m0, int64_t m1, int64_t n0, int64_t n1) {
  const Epilogue& e = p.epilogue;
  if (e.bias == nullptr && !e.relu) return;
  const float floor = e.relu ? 0.0f : -__builtin_inff();
  for (int64_t i = m0; i < m1; i++) {
    float* c = p.c + i * p.c_row;
    for (int64_t j = n0; j < n1; j++) {
      const float value = e.bias == nullptr ? c[j] : c[j] + e.bias[j * e.bias_step];
      c[j] = value < floor ? floor : value;
    }
  }
}

/// A thread's room: a block of A, a panel of B, a panel of C.
struct Room {
  float *a, *b, *tile;
  static constexpr int64_t kA = kBlockRows * kPackedRow, kB = kBlockK * kMaxVectors * kWidth;
  static constexpr int64_t kTile = kBlockRows * kMaxVectors * kWidth;
  static constexpr int64_t kFloats = kA + kB + kTile;
  explicit Room(float* base) : a(base), b(base + kA), tile(base + kA + kB) {}
};

/// Rows [m0, m1) and terms [k0, k1) of A: where they are, or copied if they lie far apart.
Left left_block(const Product& p, int64_t m0, int64_t m1, int64_t k0, int64_t k1, float* room) {
  const Strided a = p.a.from(m0, k0);
  const int64_t apart = a.row == 1 ? a.column : a.row;
  if (apart < kNearRow || m1 - m0 == 1) return {a.data, a.row, a.column};
  const bool by_rows = a.column == 1;
  const int64_t lines = by_rows ? m1 - m0 : k1 - k0, length = by_rows ? k1 - k0 : m1 - m0;
  const int64_t packed = by_rows ? kPackedRow : length;
  for (int64_t i = 0; i < lines; i++) __builtin_memcpy(room + i * packed, a.data + i * apart, length * sizeof(float));
  return by_rows ? Left{room, packed, 1} : Left{room, 1, packed};
}

/// C's rows [m0, m1), columns of `panels` from column n0 on, terms [k0, k1), by blocks of terms.
void multiply_block(const Product& p, int64_t m0, int64_t m1, int64_t n0, const Panels& panels, int64_t k0, int64_t k1,
                    Room room) {
  const int64_t blocks = (k1 - k0 + kBlockK - 1) / kBlockK;
  for (int64_t block = 0; block < blocks; block++) {
    const int64_t from = k0 + (k1 - k0) * block / blocks, to = k0 + (k1 - k0) * (block + 1) / blocks;
    const bool accumulate = p.epilogue.accumulate || block > 0;
    const Left left = left_block(p, m0, m1, from, to, room.a);
    for (int64_t i = 0; i < panels.count; i++) {
      const int nv = panels.width(i);
      const int64_t column = n0 + panels.begin(i);
      const Strided b = p.b.from(from, column);
      float* c = p.c + m0 * p.c_row + column;
      Panel panel{room.b, nv * kWidth};
      if (panels.whole(i) && b.column == 1 && m1 - m0 <= kFewRows) {
        panel = {b.data, b.row};
      } else {
        pack_panel(b, to - from, panels.columns(i), nv, room.b);
      }
      if (panels.whole(i)) {
        multiply_panel(m1 - m0, nv, to - from, left, panel, c, p.c_row, accumulate);
      } else {
        // By way of a tile with room for the padding; its sums grow in the same order as C's own would.
        if (accumulate) copy_tile(c, p.c_row, m1 - m0, panels.columns(i), room.tile, nv * kWidth);
        multiply_panel(m1 - m0, nv, to - from, left, panel, room.tile, nv * kWidth, accumulate);
        copy_tile(room.tile, nv * kWidth, m1 - m0, panels.columns(i), c, p.c_row);
      }
    }
  }
}

/// How one product is cut into chunks. Parts of K have sums of their own, so their number follows from the shape alone; how C is
/// cut changes no result and may follow the number of threads.
struct Cut {
  int64_t rows, columns, parts;

  Cut(const GemmShape& shape) {
    const int64_t vectors = (shape.n + kWidth - 1) / kWidth;
    rows = (shape.m + kBlockRows - 1) / kBlockRows;
    columns = (shape.n + kBlockColumns - 1) / kBlockColumns;
    const int64_t chunks = shape.batch * rows * columns;
    constexpr int64_t kChunks = 16, kPartTerms = 1024;
    parts = shape.batch > 1 || chunks >= kChunks ? 1 : most(1, least(kChunks / chunks, shape.k / kPartTerms));
    const int64_t wanted = 4 * threads();
    const auto few = [&] { return threads() > 1 && shape.batch * rows * columns * parts < wanted; };
    while (few() && shape.m / rows >= 64) rows *= 2;
    while (few() && vectors / columns >= 2 * kMaxVectors) columns *= 2;
  }
};

void add_parts(const Product& p, int64_t parts, const float* sums) {
  parallel_ranges(p.m, most(1, 4096 / p.n), [&](int64_t m0, int64_t m1, int) {
    for (int64_t i = m0; i < m1; i++) {
      float* c = p.c + i * p.c_row;
      if (!p.epilogue.accumulate) __builtin_memset(c, 0, p.n * sizeof(float));
      for (int64_t part = 0; part < parts; part++) {
        const float* sum = sums + (part * p.m + i) * p.n;
        for (int64_t j = 0; j < p.n; j++) c[j] += sum[j];
      }
    }
    finish(p, m0, m1, 0, p.n);
  });
}

/// Product `i` of the batch.
Product product_of(const Product& first, const GemmOperand& a, const GemmOperand& b, int64_t i) {
  Product p = first;
  p.a.data += i * a.batch_step;
  p.b.data += i * b.batch_step;
  p.c += i * p.m * p.n;
  return p;
}

void multiply_blocks(const GemmShape& shape, const Product& first, const GemmOperand& a, const GemmOperand& b) {
  const Cut cut(shape);
  const Scratch<float> rooms(static_cast<size_t>(threads()) * Room::kFloats);
  const Scratch<float> sums(cut.parts > 1 ? static_cast<size_t>(cut.parts * shape.m * shape.n) : 0);
  const int64_t vectors = (shape.n + kWidth - 1) / kWidth, chunks = cut.rows * cut.columns * cut.parts;
  parallel(shape.batch * chunks, [&](int64_t chunk, int worker) {
    Product p = product_of(first, a, b, chunk / chunks);
    const int64_t part = chunk % cut.parts, row = chunk / cut.parts % cut.rows, column = chunk % chunks / cut.parts / cut.rows;
    const int64_t n0 = vectors * column / cut.columns * kWidth;
    const int64_t n1 = least(shape.n, vectors * (column + 1) / cut.columns * kWidth);
    const int64_t m0 = shape.m * row / cut.rows, m1 = shape.m * (row + 1) / cut.rows;
    if (cut.parts > 1) {
      p.c = sums.get() + part * shape.m * shape.n;
      p.c_row = shape.n;
      p.epilogue = {};
    }
    multiply_block(p, m0, m1, n0, Panels(n1 - n0), shape.k * part / cut.parts, shape.k * (part + 1) / cut.parts,
                   Room(rooms.get() + worker * Room::kFloats));
    finish(p, m0, m1, n0, n1);
  });
  if (cut.parts > 1) add_parts(first, cut.parts, sums.get());
}

/// Σ x[i]·y[i], summed in two levels.
float dot(const float* x, const float* y, int64_t n) {
  constexpr int kSums = 4;
  Vec<kWidth> total{};
  int64_t i = 0;
  while (i + kSums * kWidth <= n) {
    const int64_t end = least(n, i + kSumBlock * kSums * kWidth);
    Vec<kWidth> sums[kSums] = {};
    for (; i + kSums * kWidth <= end; i += kSums * kWidth) {
      KERNEL_UNROLL for (int s = 0; s < kSums; s++) {
        sums[s] += load<kWidth>(x + i + s * kWidth) * load<kWidth>(y + i + s * kWidth);
      }
    }
    total += (sums[0] + sums[1]) + (sums[2] + sums[3]);
  }
  float rest = 0;
  for (; i < n; i++) rest += x[i] * y[i];
  return sum<kWidth>(total) + rest;
}

/// c[1 × n] = a[1 × k]·Bᵀ with B [n × k]: one dot product each.
void multiply_dots(const GemmShape& shape, const Product& first, const GemmOperand& a, const GemmOperand& b) {
  parallel_ranges(shape.batch * shape.n, most(1, 16384 / shape.k), [&](int64_t begin, int64_t end, int) {
    for (int64_t i = begin; i < end; i++) {
      const Product p = product_of(first, a, b, i / shape.n);
      const int64_t j = i % shape.n;
      const float value = dot(p.a.data, p.b.data + j * p.b.column, shape.k);
      p.c[j] = p.epilogue.accumulate ? p.c[j] + value : value;
      finish(p, 0, 1, j, j + 1);
    }
  });
}

/// B [k × n] from Bᵀ, by blocks that stay in the innermost cache on both sides.
void transpose(const float* b, int64_t k, int64_t n, float* to) {
  constexpr int64_t kSide = 16;
  parallel_ranges((k + kSide - 1) / kSide, most(1, 1024 / n), [=](int64_t begin, int64_t end, int) {
    for (int64_t i0 = begin * kSide; i0 < least(k, end * kSide); i0 += kSide) {
      const int64_t i1 = least(k, i0 + kSide);
      for (int64_t j0 = 0; j0 < n; j0 += kSide) {
        for (int64_t j = j0; j < least(n, j0 + kSide); j++) {
          for (int64_t i = i0; i < i1; i++) to[i * n + j] = b[j * k + i];
        }
      }
    }
  });
}

void multiply(const GemmShape& shape, const GemmOperand& a, const GemmOperand& b, float* c, const GemmEpilogue& e) {
  // A column vector is computed as the row vector Cᵀ = Bᵀ·Aᵀ: its panels then run along the matrix.
  if (shape.n == 1 && shape.m > 1) {
    const GemmShape turned{shape.batch, 1, shape.m, shape.k};
    const GemmOperand left{b.data, b.batch_step, false}, right{a.data, a.batch_step, !a.transposed};
    const Strided matrix = a.transposed ? Strided{a.data, shape.m, 1} : Strided{a.data, 1, shape.k};
    const Product p{1, shape.m, shape.k, {b.data, shape.k, 1}, matrix, c, shape.m, {e.bias, 0, e.relu, e.accumulate}};
    return right.transposed ? multiply_dots(turned, p, left, right) : multiply_blocks(turned, p, left, right);
  }
  // Every block of rows would pack Bᵀ again, at several times the cost of packing B: with many, B is put upright once.
  if (b.transposed && b.batch_step == 0 && shape.batch * shape.m > 2 * kBlockRows && shape.n > 1) {
    const Scratch<float> upright(static_cast<size_t>(shape.k * shape.n));
    transpose(b.data, shape.k, shape.n, upright.get());
    return multiply(shape, a, {upright.get(), 0, false}, c, e);
  }
  const Product p{shape.m, shape.n, shape.k,
                  a.transposed ? Strided{a.data, 1, shape.m} : Strided{a.data, shape.k, 1},
                  b.transposed ? Strided{b.data, 1, shape.k} : Strided{b.data, shape.n, 1},
                  c, shape.n, {e.bias, 1, e.relu, e.accumulate}};
  if (shape.m == 1 && b.transposed) return multiply_dots(shape, p, {a.data, a.batch_step, false}, b);
  multiply_blocks(shape, p, a, b);
}

}  // namespace

extern const GemmKernels gemm;
const GemmKernels gemm{multiply};

}  // namespace native::KERNEL_SET
