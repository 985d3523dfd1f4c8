/** Kernels without a native form, and native ones on strings or complex numbers, run on tfjs's cpu backend; operands and results are copied. */
import '@tensorflow/tfjs-backend-cpu';
import {
  type BackendValues,
  env,
  findBackend,
  getKernel,
  getKernelsForBackend,
  type NamedAttrMap,
  type NamedTensorInfoMap,
  registerKernel,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { BACKEND, backend } from './backend.ts';

/** The part of tfjs's MathBackendCPU that is used here. */
interface CpuBackend {
  makeTensorInfo(shape: number[], dtype: string, values?: BackendValues): TensorInfo;
  disposeData(dataId: TensorInfo['dataId'], force?: boolean): boolean;
  readSync(dataId: TensorInfo['dataId']): BackendValues;
  readonly data: {
    get(dataId: TensorInfo['dataId']): {
      values: BackendValues;
      complexTensorInfos?: { real: TensorInfo; imag: TensorInfo };
    };
  };
}

const FLAG = 'NATIVE_LOG_FALLBACK';
env().registerFlag(FLAG, () => process.env.TFJS_NATIVE_LOG_FALLBACK === '1');

/** Registers the cpu backend's form of every kernel that `native` lacks; returns their names, sorted. */
export function registerFallbacks(): readonly string[] {
  const own = new Set(getKernelsForBackend(BACKEND).map(({ kernelName }) => kernelName));
  const missing = getKernelsForBackend('cpu').filter(({ kernelName }) => !own.has(kernelName));
  for (const config of missing) {
    const { kernelName } = config;
    registerKernel({
      ...config,
      backendName: BACKEND,
      kernelFunc: ({ inputs, attrs }) => runOnCpu(kernelName, inputs, attrs),
    });
  }
  return missing.map(({ kernelName }) => kernelName).sort();
}

/** Runs the cpu backend's kernel of this name on tensors of the native backend; returns native tensors. */
export function runOnCpu(
  kernelName: string,
  inputs: NamedTensorInfoMap,
  attrs: NamedAttrMap | undefined,
): TensorInfo | TensorInfo[] {
  const { kernelFunc } = getKernel(kernelName, 'cpu');
  const cpu = findBackend('cpu') as unknown as CpuBackend;
  const there = new Map<TensorInfo['dataId'], TensorInfo>();
  const send = (x: TensorInfo): TensorInfo => {
    const sent = toCpu(cpu, x);
    there.set(sent.dataId, sent);
    return sent;
  };
  if (env().getBool(FLAG)) {
    const shapes = Object.values(inputs)
      .flat()
      .map(x => `[${x?.shape}]`);
    process.stderr.write(`native: ${kernelName}(${shapes.join(', ')}) runs on cpu\n`);
  }
  const sentInputs = Object.fromEntries(
    Object.entries(inputs)
      .filter(([, x]) => x !== undefined && x !== null)
      .map(([name, x]) => [name, Array.isArray(x) ? x.map(send) : send(x!)]),
  ) as NamedTensorInfoMap;
  try {
    const result = kernelFunc({ inputs: sentInputs, backend: cpu, ...(attrs && { attrs }) });
    const outputs = Array.isArray(result) ? result : [result];
    for (const output of outputs) there.set(output.dataId, output);
    const received = outputs.map(output => fromCpu(cpu, output));
    return Array.isArray(result) ? received : received[0]!;
  } finally {
    for (const dataId of there.keys()) cpu.disposeData(dataId, true);
  }
}

function toCpu(cpu: CpuBackend, x: TensorInfo): TensorInfo {
  const parts = backend.complexParts(x);
  if (parts === undefined) return cpu.makeTensorInfo(x.shape, x.dtype, backend.readInfo(x));
  const [real, imag] = [toCpu(cpu, parts.real), toCpu(cpu, parts.imag)];
  const complex = getKernel('Complex', 'cpu').kernelFunc({ inputs: { real, imag }, backend: cpu }) as TensorInfo;
  for (const half of [real, imag]) cpu.disposeData(half.dataId);
  return complex;
}

function fromCpu(cpu: CpuBackend, { dataId, shape, dtype }: TensorInfo): TensorInfo {
  const { values, complexTensorInfos } = cpu.data.get(dataId);
  if (complexTensorInfos === undefined) return backend.tensor(shape, dtype, values);
  const { real, imag } = complexTensorInfos;
  return backend.complexTensor(fromCpu(cpu, { ...real, shape }), fromCpu(cpu, { ...imag, shape }));
}
