// Calls node:util as tfjs-node 4.22 does, while it loads.
const util = require('node:util');

if (!util.isNullOrUndefined(undefined) || util.isNullOrUndefined(0) || !util.isArray([]))
  throw new Error('wrong answers');
