#!/usr/bin/env bash
# Builds @tensorflow/tfjs-node from source against the TensorFlow library of a Python wheel, for machines where its own
# download (prebuilt addon and libtensorflow 2.9.1) is not available: another Node ABI, a mirror-only network, a newer GPU.
#
#   scripts/build-tensorflow.sh DIRECTORY [tensorflow-cpu|tensorflow] [VERSION]     about 1 GB of disk, some minutes
#   REFOLD_TENSORFLOW_MODULE=DIRECTORY npx refold doctor
#
# Needs Linux on x86-64, npm, pip, Python 3 and a C++17 compiler. VERSION is 2.9.1 if it isn't given, the one that tfjs-node 4.22
# itself downloads; 2.15.1 works too. `tensorflow` instead of `tensorflow-cpu` brings the CUDA kernels (2.9 wants CUDA 11.2 and
# cuDNN 8.1 on the library path, 2.15 wants 12.2 and 8.9). From 2.13 on, a wheel carries libtensorflow_cc, which exports the whole
# C API and needs no Python. Before, the C API is in a library that refers to Python, so scripts/python-stand-in.sh compiles
# a stand-in for that.
set -euo pipefail

target=${1:?usage: scripts/build-tensorflow.sh DIRECTORY [tensorflow-cpu|tensorflow] [VERSION]}
wheel=${2:-tensorflow-cpu}
tensorflow=${3:-2.9.1}
tfjs=4.22.0
napi=8
repository=$(cd "$(dirname "$0")/.." && pwd)

if [[ $(uname -sm) != 'Linux x86_64' ]]; then
  echo "build-tensorflow: no wheel with the C API of TensorFlow for $(uname -sm); use the wasm backend" >&2
  exit 1
fi
if [[ -d $target && -n $(ls -A "$target") ]]; then
  echo "build-tensorflow: $target is not empty; name a new directory" >&2
  exit 1
fi
mkdir -p "$target"
target=$(cd "$target" && pwd)
download=$(mktemp -d "$target/download.XXXXXX")
trap 'rm -rf "$download"' EXIT

echo "1/4  $wheel $tensorflow"
python3 -m pip download --quiet --no-deps --only-binary :all: --python-version 3.10 \
  --platform manylinux2014_x86_64 --dest "$download" "$wheel==$tensorflow"
mkdir -p "$target/deps/lib"
python3 - "$download"/*.whl "$target/deps" <<'PYTHON'
import os, shutil, sys, zipfile
wheel, deps = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    names = archive.namelist()
    apis = 'tensorflow/libtensorflow_cc.so.2', 'tensorflow/python/_pywrap_tensorflow_internal.so'
    libraries = next(api for api in apis if api in names), 'tensorflow/libtensorflow_framework.so.2'
    for name in names:
        if name.startswith('tensorflow/include/') and not name.endswith('/'):
            target = os.path.join(deps, name[len('tensorflow/'):])
        elif name in libraries:
            target = os.path.join(deps, 'lib', os.path.basename(name))
        else:
            continue
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with archive.open(name) as source, open(target, 'wb') as sink:
            shutil.copyfileobj(source, sink)
PYTHON
# The names that the addon's binding.gyp links with.
for api in libtensorflow_cc.so.2 _pywrap_tensorflow_internal.so; do
  if [[ -f $target/deps/lib/$api ]]; then ln -s "$api" "$target/deps/lib/libtensorflow.so"; fi
done
ln -s libtensorflow_framework.so.2 "$target/deps/lib/libtensorflow_framework.so"

echo "2/4  @tensorflow/tfjs-node $tfjs"
(cd "$download" && npm pack --silent "@tensorflow/tfjs-node@$tfjs" >/dev/null)
tar -xzf "$download/tensorflow-tfjs-node-$tfjs.tgz" -C "$target" --strip-components 1
# Paths seen from the directory: make and the compiler can't take one whose name holds spaces.
sed -i 's|<(module_root_dir)/||' "$target/binding.gyp"
if [[ -f $target/deps/lib/_pywrap_tensorflow_internal.so ]]; then
  "$repository/scripts/python-stand-in.sh" "$target/deps/lib/libtensorflow.so" "$target/deps/lib/libno_python.so"
  # The addon itself needs nothing of it, so the linker has to be told to keep it.
  sed -i "s|'-ltensorflow',|'-ltensorflow', '-Wl,--no-as-needed', '-lno_python',|" "$target/binding.gyp"
fi

# tfjs itself is the repository's copy: one version of it, loaded once.
echo '3/4  JavaScript dependencies'
cd "$target"
npm pkg delete 'dependencies.@tensorflow/tfjs' devDependencies
npm install --silent --no-audit --no-fund --no-package-lock --ignore-scripts
ln -s "$repository/node_modules/@tensorflow" node_modules/@tensorflow

# Inside a script, npm puts the node-gyp that it ships on the path.
echo '4/4  native addon'
npm pkg set scripts.build-addon="node-gyp rebuild --module_name=tfjs_binding --module_path=lib/napi-v$napi --napi_build_version=$napi"
npm run --silent build-addon >"$target/build.log" 2>&1 || { tail -n 20 "$target/build.log" >&2; exit 1; }
# What module_path names is counted from build, so the addon is put in its place here.
mkdir -p "lib/napi-v$napi"
mv build/Release/tfjs_binding.node "lib/napi-v$napi/"
rm -rf build

printf "done: export REFOLD_TENSORFLOW_MODULE=%q\n" "$target"
