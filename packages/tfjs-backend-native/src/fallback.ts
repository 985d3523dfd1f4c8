/** Kernels without a native form, and native ones on operands that they have none for, run on tfjs's cpu backend; operands and results are copied. */
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

/** The kernels of the cpu backend that take complex numbers. Some of the others fail there with an unrelated message, or compute with no values. */
const OF_COMPLEX: ReadonlySet<string> = new Set([
  ...['Add', 'Sub', 'Multiply', 'Identity', 'ZerosLike', 'OnesLike', 'Cast', 'Reshape', 'ExpandDims', 'Concat', 'Pack'],
  ...['ComplexAbs', 'Real', 'Imag', 'FFT', 'IFFT'],
]);

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
  const kernel = getKernel(kernelName, 'cpu');
  const hasComplex = Object.values(inputs)
    .flat()
    .some(x => x?.dtype === 'complex64');
  if (hasComplex && !OF_COMPLEX.has(kernelName))
    throw new Error(`native: ${described(kernelName, inputs)}: complex numbers are not supported`);
  if (!kernel) throw new Error(`native: ${described(kernelName, inputs)} has no form, here or in tfjs's cpu backend`);
  const cpu = findBackend('cpu') as unknown as CpuBackend;
  const there = new Map<TensorInfo['dataId'], TensorInfo>();
  const send = (x: TensorInfo): TensorInfo => {
    const sent = toCpu(cpu, x);
    there.set(sent.dataId, sent);
    return sent;
  };
  if (env().getBool(FLAG)) process.stderr.write(`native: ${described(kernelName, inputs)} runs on cpu\n`);
  try {
    const result = kernel.kernelFunc({ inputs: sentBy(send, inputs), backend: cpu, ...(attrs && { attrs }) });
    const outputs = Array.isArray(result) ? result : [result];
    for (const output of outputs) there.set(output.dataId, output);
    const received = outputs.map(output => fromCpu(cpu, output));
    return Array.isArray(result) ? received : received[0]!;
  } catch (error) {
    throw new Error(
      `native: ${described(kernelName, inputs)} failed on tfjs's cpu backend: ${(error as Error).message}`,
      {
        cause: error,
      },
    );
  } finally {
    for (const dataId of there.keys()) cpu.disposeData(dataId, true);
  }
}

/** The inputs as the cpu backend has them: a list of tensors stays a list. */
function sentBy(send: (x: TensorInfo) => TensorInfo, inputs: NamedTensorInfoMap): NamedTensorInfoMap {
  if (Array.isArray(inputs)) return inputs.map(send) as never;
  return Object.fromEntries(
    Object.entries(inputs)
      .filter(([, x]) => x !== undefined && x !== null)
      .map(([name, x]) => [name, Array.isArray(x) ? x.map(send) : send(x!)]),
  ) as NamedTensorInfoMap;
}

/** A call, for messages: the kernel, and its operands' types and shapes. */
function described(kernelName: string, inputs: NamedTensorInfoMap): string {
  const operands = Object.values(inputs)
    .flat()
    .flatMap(x => (x ? [`${x.dtype} [${x.shape}]`] : []));
  return `${kernelName}(${operands.join(', ')})`;
}

function toCpu(cpu: CpuBackend, x: TensorInfo): TensorInfo {
  const parts = backend.complexParts(x);
  if (parts === undefined) return ranked(cpu.makeTensorInfo(x.shape, x.dtype, backend.readInfo(x)));
  const [real, imag] = [toCpu(cpu, parts.real), toCpu(cpu, parts.imag)];
  const complex = getKernel('Complex', 'cpu').kernelFunc({ inputs: { real, imag }, backend: cpu }) as TensorInfo;
  for (const half of [real, imag]) cpu.disposeData(half.dataId);
  return ranked(complex);
}

/** With the rank of a tfjs tensor, which some kernels of the cpu backend read although a TensorInfo has none. */
const ranked = (x: TensorInfo): TensorInfo => Object.assign(x, { rank: x.shape.length });

function fromCpu(cpu: CpuBackend, { dataId, shape, dtype }: TensorInfo): TensorInfo {
  const { values, complexTensorInfos } = cpu.data.get(dataId);
  if (complexTensorInfos === undefined) {
    if (values === undefined) throw new Error(`the result [${shape}] of type ${dtype} has no values`);
    // There, sums of truth values and the like are of type bool too.
    const isBool = dtype === 'bool';
    return backend.tensor(
      shape,
      dtype,
      isBool ? Uint8Array.from(values as Uint8Array, Number).map(v => +(v !== 0)) : values,
    );
  }
  const { real, imag } = complexTensorInfos;
  return backend.complexTensor(fromCpu(cpu, { ...real, shape }), fromCpu(cpu, { ...imag, shape }));
}
