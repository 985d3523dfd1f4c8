/** scripts/python-stand-in.sh: a library that refers to Python is loaded without it. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const SCRIPT = join(import.meta.dirname, '../scripts/python-stand-in.sh');
const has = (program: string): boolean => spawnSync(program, ['--version']).status === 0;
const compiles = process.platform === 'linux' && has('cc') && has('readelf');

/** As a library of a wheel: a type and an exception of Python's are data, and what is called is a function. */
const LIBRARY = `
  extern char PyBool_Type, _Py_NoneStruct; extern int PyDict_New(void);
  void *data(void) { return &PyBool_Type; }
  int none(void) { return _Py_NoneStruct; }
  int use_python(void) { return PyDict_New(); }
  int answer(void) { return 42; }
`;

/** Loads libraries so that every name must be found at once, then calls a function of the last. */
const PROGRAM = `
  #include <dlfcn.h>
  #include <stdio.h>
  int main(int count, char **words) {
    void *library = 0;
    for (int i = 1; i < count - 1; i++) {
      library = dlopen(words[i], RTLD_NOW | RTLD_GLOBAL);
      if (!library) { fprintf(stderr, "%s\\n", dlerror()); return 1; }
    }
    printf("%d", ((int (*)(void))dlsym(library, words[count - 1]))());
  }
`;

describe.skipIf(!compiles)('the stand-in for Python', () => {
  let folder: string;
  const at = (name: string): string => join(folder, name);
  const run = (...words: string[]) => spawnSync(at('program'), words, { encoding: 'utf8' });
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'refold stand-in-'));
    writeFileSync(at('library.c'), LIBRARY);
    writeFileSync(at('program.c'), PROGRAM);
    execFileSync('cc', ['-shared', '-fPIC', '-Wl,-z,now', '-o', at('library.so'), at('library.c')]);
    execFileSync('cc', ['-o', at('program'), at('program.c'), '-ldl']);
    execFileSync(SCRIPT, [at('library.so'), at('stand-in.so')]);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('without it, the library does not load', () => {
    expect(run(at('library.so'), 'answer')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('undefined symbol'),
    });
  });

  it('with it, what needs no Python computes, and data is zero', () => {
    for (const [name, value] of [
      ['answer', '42'],
      ['none', '0'],
    ] as const)
      expect(run(at('stand-in.so'), at('library.so'), name)).toMatchObject({ status: 0, stdout: value });
  });

  it('a call of Python ends the process and is named', () => {
    const { signal, stderr } = run(at('stand-in.so'), at('library.so'), 'use_python');
    expect({ signal, stderr }).toEqual({ signal: 'SIGABRT', stderr: 'PyDict_New: there is no Python here\n' });
  });

  it('says how it is used, and what it cannot read', () => {
    const usage = spawnSync(SCRIPT, [at('library.so')], { encoding: 'utf8' });
    expect(usage).toMatchObject({ status: 1, stderr: expect.stringContaining('usage: scripts/python-stand-in.sh') });
    expect(spawnSync(SCRIPT, [at('missing.so'), at('out.so')], { encoding: 'utf8' }).status).not.toBe(0);
  });
});
