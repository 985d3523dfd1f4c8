// Threads and instruction set.
#include "../kernels/table.h"
#include "../runtime/threads.h"
#include "subjects.h"

namespace native {

void define_settings(Napi::Object exports) {
  define(exports, "threads", [](Args& args) -> Napi::Value { return Napi::Number::New(args.env(), threads()); });
  define(exports, "setThreads", [](Args& args) {
    set_threads(static_cast<int>(args.integer()));
    return args.env().Undefined();
  });
  define(exports, "instructionSet", [](Args& args) -> Napi::Value { return Napi::String::New(args.env(), kernels().set); });
  define(exports, "chooseInstructionSet",
         [](Args& args) -> Napi::Value { return Napi::Boolean::New(args.env(), choose_kernels(args.text().c_str())); });
}

}  // namespace native
