/** Registers every kernel. */
import './concat.ts';
import './conv.ts';
import './elementwise.ts';
import './gather.ts';
import './matmul.ts';
import './norm.ts';
import './pad.ts';
import './pool.ts';
import './reduce.ts';
import './resize.ts';
import './slice.ts';
import './softmax.ts';
import './transpose.ts';
