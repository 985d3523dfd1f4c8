#include "../kernels/table.h"
#include "subjects.h"

namespace native {
namespace {

/// The rows of a Float64Array, whose first number is how many floats the row's buffers hold.
class Rows {
 public:
  Rows(Args& args, size_t fields) : args_(args), fields_(fields), table_(args.value().As<Napi::Float64Array>()) {}
  size_t count() const { return table_.ElementLength() / fields_; }
  int64_t floats(size_t row) const { return static_cast<int64_t>(number(row, 0)); }
  int64_t integer(size_t row, size_t field) const { return handle(row, field); }
  float setting(size_t row, size_t field) const { return static_cast<float>(number(row, field)); }
  float* buffer(size_t row, size_t field) const { return args_.at<float>(handle(row, field), floats(row)); }
  /// Null for a handle below zero.
  float* optional_buffer(size_t row, size_t field) const { return handle(row, field) < 0 ? nullptr : buffer(row, field); }

 private:
  double number(size_t row, size_t field) const { return table_.Data()[row * fields_ + field]; }
  int64_t handle(size_t row, size_t field) const { return static_cast<int64_t>(number(row, field)); }
  Args& args_;
  size_t fields_;
  Napi::Float64Array table_;
};

/// A flag, and rows: floats, variable, velocity (below zero: none), gradient, lr, momentum, weight decay.
Napi::Value sgd(Args& args) {
  const bool nesterov = args.flag();
  const Rows rows(args, 7);
  std::vector<SgdItem> items(rows.count());
  for (size_t i = 0; i < items.size(); i++) {
    items[i] = {rows.floats(i),     rows.buffer(i, 1),  rows.optional_buffer(i, 2), rows.buffer(i, 3),
                rows.setting(i, 4), rows.setting(i, 5), rows.setting(i, 6)};
  }
  kernels().optim.sgd(static_cast<int64_t>(items.size()), items.data(), nesterov);
  return args.env().Undefined();
}

/// Rows: floats, variable, mean, square, gradient, lr, scale, weight decay, decoupled weight decay; and the six settings that all share.
Napi::Value adam(Args& args) {
  const Rows rows(args, 9);
  const auto shared = args.value().As<Napi::Float64Array>();
  if (shared.ElementLength() != 6) throw std::invalid_argument("adam: there are six settings");
  float settings[6];
  for (int i = 0; i < 6; i++) settings[i] = static_cast<float>(shared[i]);
  std::vector<AdamItem> items(rows.count());
  for (size_t i = 0; i < items.size(); i++) {
    items[i] = {rows.floats(i),     rows.buffer(i, 1),  rows.buffer(i, 2),  rows.buffer(i, 3), rows.buffer(i, 4),
                rows.setting(i, 5), rows.setting(i, 6), rows.setting(i, 7), rows.setting(i, 8)};
  }
  kernels().optim.adam(static_cast<int64_t>(items.size()), items.data(),
                       {settings[0], settings[1], settings[2], settings[3], settings[4], settings[5]});
  return args.env().Undefined();
}

/// Rows: floats, average, value, keep, weight.
Napi::Value move_averages(Args& args) {
  const Rows rows(args, 5);
  std::vector<AverageItem> items(rows.count());
  for (size_t i = 0; i < items.size(); i++) {
    items[i] = {rows.floats(i), rows.buffer(i, 1), rows.buffer(i, 2), rows.setting(i, 3), rows.setting(i, 4)};
  }
  kernels().optim.move_averages(static_cast<int64_t>(items.size()), items.data());
  return args.env().Undefined();
}

/// Labels of all rows one after the other, and rows: floats, gradient, variable, result, outer, size, clusters, strength.
Napi::Value centre(Args& args) {
  const auto labels = args.value().As<Napi::Int32Array>();
  const Rows rows(args, 8);
  std::vector<ClusterItem> items(rows.count());
  size_t at = 0;
  for (size_t i = 0; i < items.size(); i++) {
    const int64_t outer = rows.integer(i, 4), size = rows.integer(i, 5), clusters = rows.integer(i, 6);
    if (outer < 1 || size < 1 || clusters < 1 || rows.floats(i) % (outer * size) != 0) {
      throw std::invalid_argument("clusters: a parameter of " + std::to_string(rows.floats(i)) + " floats has no " +
                                  std::to_string(outer) + " blocks of " + std::to_string(size) + " slices");
    }
    if (at + size > labels.ElementLength()) throw std::invalid_argument("clusters: a slice has no label");
    const int32_t* own = labels.Data() + at;
    for (int64_t j = 0; j < size; j++) {
      if (own[j] < 0 || own[j] >= clusters) {
        throw std::invalid_argument("clusters: the label " + std::to_string(own[j]) + " is none of " + std::to_string(clusters));
      }
    }
    at += size;
    items[i] = {outer, size, rows.floats(i) / (outer * size), clusters, rows.buffer(i, 1), rows.buffer(i, 2),
                rows.buffer(i, 3), own, rows.setting(i, 7)};
  }
  kernels().optim.centre(static_cast<int64_t>(items.size()), items.data());
  return args.env().Undefined();
}

}  // namespace

void define_optim(Napi::Object exports) {
  define(exports, "sgd", sgd);
  define(exports, "adam", adam);
  define(exports, "moveAverages", move_averages);
  define(exports, "centre", centre);
}

}  // namespace native
