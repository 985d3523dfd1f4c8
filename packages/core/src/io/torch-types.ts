/** The element types of PyTorch's files, by the classes of their storages and by their dtypes. */
import { DTYPES, type ElementType } from './dtypes.ts';

/** An element type as it is stored: its width, and how to read it, or what a tensor of it is called that can't be read. */
export interface StoredType {
  readonly bytes: number;
  readonly decode?: ElementType['decode'];
  readonly what?: string;
}

const complex = (bytes: number): StoredType => ({ bytes, what: 'complex tensor' });
const quantized = (bytes: number): StoredType => ({ bytes, what: 'quantized tensor' });

/** By the storage's class. Later types have no class of their own: their storages are bytes, and the tensor says its dtype. */
export const STORAGE_TYPES: Readonly<Record<string, StoredType>> = {
  'torch.DoubleStorage': DTYPES.F64,
  'torch.FloatStorage': DTYPES.F32,
  'torch.HalfStorage': DTYPES.F16,
  'torch.BFloat16Storage': DTYPES.BF16,
  'torch.LongStorage': DTYPES.I64,
  'torch.IntStorage': DTYPES.I32,
  'torch.ShortStorage': DTYPES.I16,
  'torch.CharStorage': DTYPES.I8,
  'torch.ByteStorage': DTYPES.U8,
  'torch.BoolStorage': DTYPES.BOOL,
  'torch.storage.UntypedStorage': DTYPES.U8,
  'torch.ComplexFloatStorage': complex(8),
  'torch.ComplexDoubleStorage': complex(16),
  'torch.QInt8Storage': quantized(1),
  'torch.QUInt8Storage': quantized(1),
  'torch.QInt32Storage': quantized(4),
  'torch.QUInt4x2Storage': quantized(1),
  'torch.QUInt2x4Storage': quantized(1),
};

/** By dtype. */
export const TENSOR_TYPES: Readonly<Record<string, StoredType>> = {
  'torch.uint16': DTYPES.U16,
  'torch.uint32': DTYPES.U32,
  'torch.uint64': DTYPES.U64,
  'torch.float8_e4m3fn': DTYPES.F8_E4M3,
  'torch.float8_e5m2': DTYPES.F8_E5M2,
  'torch.float8_e8m0fnu': DTYPES.F8_E8M0,
};
