/** Registers every kernel. */
import './conv.ts';
import './elementwise.ts';
import './layout.ts';
import './matmul.ts';
import './norm.ts';
import './pool.ts';
import './reduce.ts';
import './resize.ts';
import './softmax.ts';
