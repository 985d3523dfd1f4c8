/** Expressions as text: what a reader types and sees. Loads no tensor library. */
export { CALLS, type Call, type CallName, usage } from './builders.ts';
export { formatExpression } from './format.ts';
export { type ParsedExpression, parseExpression, parseExpressionOn, placeOf } from './parse.ts';
export { ExpressionError, type Span } from './place.ts';
