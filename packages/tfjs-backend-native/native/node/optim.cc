#include "../kernels/table.h"
#include "subjects.h"

namespace native {
namespace {

/// A flag, and a Float64Array of rows: floats, variable, velocity (below zero: none), gradient, lr, momentum, weight decay.
Napi::Value sgd(Args& args) {
  const bool nesterov = args.flag();
  const auto table = args.value().As<Napi::Float64Array>();
  constexpr size_t kFields = 7;
  std::vector<SgdItem> items(table.ElementLength() / kFields);
  for (size_t i = 0; i < items.size(); i++) {
    const double* row = table.Data() + i * kFields;
    const auto buffer = [&](int field) { return args.at<float>(static_cast<int64_t>(row[field]), static_cast<int64_t>(row[0])); };
    items[i].n = static_cast<int64_t>(row[0]);
    items[i].variable = buffer(1);
    items[i].velocity = row[2] < 0 ? nullptr : buffer(2);
    items[i].gradient = buffer(3);
    items[i].lr = static_cast<float>(row[4]);
    items[i].momentum = static_cast<float>(row[5]);
    items[i].decay = static_cast<float>(row[6]);
  }
  kernels().optim.sgd(static_cast<int64_t>(items.size()), items.data(), nesterov);
  return args.env().Undefined();
}

}  // namespace

void define_optim(Napi::Object exports) {
  define(exports, "sgd", sgd);
}

}  // namespace native
