{
  "variables": {
    "kernel_sources": [
      "native/kernels/binary.cc",
      "native/kernels/conv_direct.cc",
      "native/kernels/conv_direct_correlate.cc",
      "native/kernels/conv_direct_gradient.cc",
      "native/kernels/depthwise.cc",
      "native/kernels/elementwise.cc",
      "native/kernels/elementwise_cast.cc",
      "native/kernels/gemm.cc",
      "native/kernels/layout.cc",
      "native/kernels/layout_mirror.cc",
      "native/kernels/layout_move.cc",
      "native/kernels/loss.cc",
      "native/kernels/norm.cc",
      "native/kernels/norm_apply.cc",
      "native/kernels/norm_border.cc",
      "native/kernels/norm_instance.cc",
      "native/kernels/norm_sums.cc",
      "native/kernels/optim.cc",
      "native/kernels/pool.cc",
      "native/kernels/pool_max_gradient.cc",
      "native/kernels/reduce.cc",
      "native/kernels/reduce_scan.cc",
      "native/kernels/resize.cc",
      "native/kernels/table.cc",
      "native/kernels/unary.cc",
      "native/kernels/winograd.cc",
      "native/kernels/winograd_gradient.cc"
    ]
  },
  "target_defaults": {
    "cflags": ["-O3", "-fPIC", "-ffp-contract=fast", "-fno-math-errno", "-fno-trapping-math", "-fvisibility=hidden", "-Wall", "-Wextra"],
    "cflags_cc": ["-std=c++17", "-fexceptions"],
    "cflags_cc!": ["-fno-exceptions", "-fno-rtti", "-std=gnu++17"],
    "xcode_settings": {
      "GCC_ENABLE_CPP_EXCEPTIONS": "YES",
      "CLANG_CXX_LANGUAGE_STANDARD": "c++17",
      "MACOSX_DEPLOYMENT_TARGET": "11.0",
      "OTHER_CPLUSPLUSFLAGS": ["-O3", "-ffp-contract=fast", "-fno-math-errno", "-fvisibility=hidden"]
    },
    "configurations": {
      "Sanitized": {
        "cflags": ["-O1", "-g1", "-fno-omit-frame-pointer", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"],
        "ldflags": ["-fsanitize=address,undefined"]
      }
    }
  },
  "targets": [
    {
      "target_name": "tfjs_native",
      "sources": [
        "native/runtime/dispatch.cc",
        "native/runtime/memory.cc",
        "native/runtime/threads.cc",
        "native/node/args.cc",
        "native/node/conv.cc",
        "native/node/elementwise.cc",
        "native/node/gemm.cc",
        "native/node/layout.cc",
        "native/node/loss.cc",
        "native/node/memory.cc",
        "native/node/module.cc",
        "native/node/norm.cc",
        "native/node/optim.cc",
        "native/node/pool.cc",
        "native/node/reduce.cc",
        "native/node/resize.cc",
        "native/node/settings.cc"
      ],
      "include_dirs": [
        "<!(node -p \"require('path').relative('.', require('node-api-headers').include_dir)\")",
        "<!(node -p \"require('node-addon-api').include_dir\")"
      ],
      "defines": ["NAPI_VERSION=8", "NAPI_CPP_EXCEPTIONS", "NODE_ADDON_API_DISABLE_DEPRECATED"],
      "conditions": [
        ["target_arch=='x64'", {"dependencies": ["kernels_avx512", "kernels_avx2"]}],
        ["target_arch=='arm64'", {"dependencies": ["kernels_neon"]}, {"dependencies": ["kernels_baseline"]}]
      ]
    }
  ],
  "conditions": [
    ["target_arch=='x64'", {
      "targets": [
        {
          "target_name": "kernels_avx512",
          "type": "static_library",
          "sources": ["<@(kernel_sources)"],
          "defines": ["KERNEL_SET=avx512", "KERNEL_WIDTH=16"],
          "cflags": ["-mavx512f", "-mavx512vl", "-mavx512bw", "-mavx512dq", "-mfma", "-mprefer-vector-width=512"],
          "xcode_settings": {"OTHER_CPLUSPLUSFLAGS": ["-mavx512f", "-mavx512vl", "-mavx512bw", "-mavx512dq", "-mfma"]}
        },
        {
          "target_name": "kernels_avx2",
          "type": "static_library",
          "sources": ["<@(kernel_sources)"],
          "defines": ["KERNEL_SET=avx2", "KERNEL_WIDTH=8"],
          "cflags": ["-mavx2", "-mfma"],
          "xcode_settings": {"OTHER_CPLUSPLUSFLAGS": ["-mavx2", "-mfma"]}
        }
      ]
    }],
    ["target_arch=='arm64'", {
      "targets": [
        {
          "target_name": "kernels_neon",
          "type": "static_library",
          "sources": ["<@(kernel_sources)"],
          "defines": ["KERNEL_SET=neon", "KERNEL_WIDTH=4"]
        }
      ]
    }, {
      "targets": [
        {
          "target_name": "kernels_baseline",
          "type": "static_library",
          "sources": ["<@(kernel_sources)"],
          "defines": ["KERNEL_SET=baseline", "KERNEL_WIDTH=4"]
        }
      ]
    }]
  ]
}
