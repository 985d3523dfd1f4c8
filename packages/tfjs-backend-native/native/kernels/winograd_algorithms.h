// Minimal filtering: correlations of short sequences with fewer products than the sums have terms.
// After Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks" (2016): y = Aᵀ[(G g) ⊙ (Bᵀ d)]; on maps each of the three
// matrices is applied to the rows and to the columns. An algorithm is a struct of the maps between sequences:
//   Data   Bᵀ  data d to factors              Kernel          G   taps g to factors
//   Result Aᵀ  products to results y          KernelGradient  Gᵀ  products to gradients of the taps
//   Gradient A gradients of y to factors
#pragma once
#include "lanes.h"

namespace native::KERNEL_SET::tiled {

/// How transform_square goes through the rows of a result: factors at p and -p share their sums, so one row, then two by two; or all
/// rows at once.
struct ByPairs {
  static constexpr int band_end(int begin, int) { return begin + (begin == 0 || begin == 5 ? 1 : 2); }
};
struct AtOnce {
  static constexpr int band_end(int, int rows) { return rows; }
};

/// F(4, 3): four results yᵢ = Σₖ gₖ dᵢ₊ₖ in six products, by interpolation at 0, ±p, ±q and ∞. These p and q lose fewer bits than
/// the usual 1 and 2, and their powers are exact.
struct F4 {
  static constexpr int kResults = 4, kProducts = 6;
  /// The tile's data begin so many positions behind the first that a tap meets.
  static constexpr int kSkip = 0;
  static constexpr float p = 0.625f, q = 1.5f, p2 = p * p, q2 = q * q, p3 = p2 * p, q3 = q2 * q;
  // One over Π (point - other point).
  static constexpr float n0 = 1 / (p2 * q2), np = 1 / (2 * p2 * (p2 - q2)), nq = 1 / (2 * q2 * (q2 - p2));

  struct Data : ByPairs {
    static constexpr int kFrom = 6, kTo = 6;
    static KERNEL_INLINE void apply(const Lanes* d, Lanes* u) {
      const Lanes even_p = d[4] - q2 * d[2], odd_p = p * (d[3] - q2 * d[1]);
      const Lanes even_q = d[4] - p2 * d[2], odd_q = q * (d[3] - p2 * d[1]);
      u[0] = d[4] - (p2 + q2) * d[2] + p2 * q2 * d[0];
      u[1] = even_p + odd_p;
      u[2] = even_p - odd_p;
      u[3] = even_q + odd_q;
      u[4] = even_q - odd_q;
      u[5] = d[5] - (p2 + q2) * d[3] + p2 * q2 * d[1];
    }
  };
  struct Kernel : AtOnce {
    static constexpr int kFrom = 3, kTo = 6;
    static KERNEL_INLINE void apply(const Lanes* g, Lanes* v) {
      const Lanes even_p = np * g[0] + np * p2 * g[2], odd_p = np * p * g[1];
      const Lanes even_q = nq * g[0] + nq * q2 * g[2], odd_q = nq * q * g[1];
      v[0] = n0 * g[0];
      v[1] = even_p + odd_p;
      v[2] = even_p - odd_p;
      v[3] = even_q + odd_q;
      v[4] = even_q - odd_q;
      v[5] = g[2];
    }
  };
  struct Result : AtOnce {
    static constexpr int kFrom = 6, kTo = 4;
    static KERNEL_INLINE void apply(const Lanes* m, Lanes* y) {
      const Lanes even_p = m[1] + m[2], odd_p = m[1] - m[2], even_q = m[3] + m[4], odd_q = m[3] - m[4];
      y[0] = m[0] + even_p + even_q;
      y[1] = p * odd_p + q * odd_q;
      y[2] = p2 * even_p + q2 * even_q;
      y[3] = m[5] + p3 * odd_p + q3 * odd_q;
    }
  };
  struct Gradient : ByPairs {
    static constexpr int kFrom = 4, kTo = 6;
    static KERNEL_INLINE void apply(const Lanes* y, Lanes* z) {
      const Lanes even_p = y[0] + p2 * y[2], odd_p = p * y[1] + p3 * y[3];
      const Lanes even_q = y[0] + q2 * y[2], odd_q = q * y[1] + q3 * y[3];
      z[0] = y[0];
      z[1] = even_p + odd_p;
      z[2] = even_p - odd_p;
      z[3] = even_q + odd_q;
      z[4] = even_q - odd_q;
      z[5] = y[3];
    }
  };
  struct KernelGradient : AtOnce {
    static constexpr int kFrom = 6, kTo = 3;
    static KERNEL_INLINE void apply(const Lanes* m, Lanes* g) {
      const Lanes even_p = m[1] + m[2], odd_p = m[1] - m[2], even_q = m[3] + m[4], odd_q = m[3] - m[4];
      g[0] = n0 * m[0] + np * even_p + nq * even_q;
      g[1] = np * p * odd_p + nq * q * odd_q;
      g[2] = m[5] + np * p2 * even_p + nq * q2 * even_q;
    }
  };
};

/// A map of two positions under three taps, padded by one on each side: y₀ = g₁d₀ + g₂d₁, y₁ = g₀d₀ + g₁d₁. A Toeplitz matrix of
/// two rows takes three products: g₁(d₀ + d₁), and what is left of the corners.
struct Pair {
  static constexpr int kResults = 2, kProducts = 3;
  static constexpr int kSkip = 1;

  struct Data : ByPairs {
    static constexpr int kFrom = 2, kTo = 3;
    static KERNEL_INLINE void apply(const Lanes* d, Lanes* u) {
      u[0] = d[1];
      u[1] = d[0] + d[1];
      u[2] = d[0];
    }
  };
  struct Kernel : AtOnce {
    static constexpr int kFrom = 3, kTo = 3;
    static KERNEL_INLINE void apply(const Lanes* g, Lanes* v) {
      v[0] = g[2] - g[1];
      v[1] = g[1];
      v[2] = g[0] - g[1];
    }
  };
  struct Result : AtOnce {
    static constexpr int kFrom = 3, kTo = 2;
    static KERNEL_INLINE void apply(const Lanes* m, Lanes* y) {
      y[0] = m[0] + m[1];
      y[1] = m[1] + m[2];
    }
  };
  struct Gradient : ByPairs {
    static constexpr int kFrom = 2, kTo = 3;
    static KERNEL_INLINE void apply(const Lanes* y, Lanes* z) {
      z[0] = y[0];
      z[1] = y[0] + y[1];
      z[2] = y[1];
    }
  };
  struct KernelGradient : AtOnce {
    static constexpr int kFrom = 3, kTo = 3;
    static KERNEL_INLINE void apply(const Lanes* m, Lanes* g) {
      g[0] = m[2];
      g[1] = m[1] - m[0] - m[2];
      g[2] = m[0];
    }
  };
};

/// Applies a one-dimensional map to the columns, then to the rows of a square: load(row, column) gives its vectors,
/// store(row, column, vector) takes those of the result. Goes by bands of rows of the result, so that no more than a band is held
/// between the two steps; what a band doesn't need of a column, the compiler leaves out.
template <typename Map, int Begin = 0, typename Load, typename Store>
KERNEL_INLINE void transform_square(Load load, Store store) {
  constexpr int from = Map::kFrom, to = Map::kTo, end = Map::band_end(Begin, to);
  Lanes half[end - Begin][from];
  KERNEL_UNROLL for (int column = 0; column < from; column++) {
    Lanes before[from], after[to];
    KERNEL_UNROLL for (int row = 0; row < from; row++) before[row] = load(row, column);
    Map::apply(before, after);
    KERNEL_UNROLL for (int row = Begin; row < end; row++) half[row - Begin][column] = after[row];
  }
  KERNEL_UNROLL for (int row = Begin; row < end; row++) {
    Lanes after[to];
    Map::apply(half[row - Begin], after);
    KERNEL_UNROLL for (int column = 0; column < to; column++) store(row, column, after[column]);
  }
  if constexpr (end < to) transform_square<Map, end>(load, store);
}

}  // namespace native::KERNEL_SET::tiled
