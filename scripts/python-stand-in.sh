#!/usr/bin/env bash
# Compiles a library that stands in for Python's where a library of a Python wheel is loaded without Python.
#
#   scripts/python-stand-in.sh LIBRARY OUTPUT
#
# LIBRARY refers to Python's names, and is linked so that all of them must be there when it is loaded (BIND_NOW), also those
# that are never used. OUTPUT defines each: data as zeros, a function as an end of the process that says which one was called.
set -euo pipefail

usage='usage: scripts/python-stand-in.sh LIBRARY OUTPUT'
library=${1:?$usage}
output=${2:?$usage}

# The relocations tell functions from data: only what is called has a slot in the procedure linkage table.
definitions() {
  printf '#include <stdio.h>\n#include <stdlib.h>\n'
  printf '#define FUNCTION(name) void name(void) { fputs(#name ": there is no Python here\\n", stderr); abort(); }\n'
  # A type object of CPython has 400 to 500 bytes.
  printf '#define DATA(name) _Alignas(16) char name[1024];\n'
  readelf --relocs --wide "$library" | awk '
    $5 ~ /^_?Py[A-Za-z_0-9]*$/ { kind[$5] = ($3 ~ /JUMP_SLO/ || kind[$5] == "FUNCTION") ? "FUNCTION" : "DATA" }
    END { for (name in kind) print kind[name] "(" name ")" }' | sort
}

definitions | "${CC:-cc}" -shared -fPIC -fno-builtin -O1 -x c -o "$output" -
