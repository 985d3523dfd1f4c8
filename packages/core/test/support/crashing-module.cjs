// Stands for a native addon that does not fit the machine.
require('node:fs').writeSync(2, 'cannot go on\n');
process.kill(process.pid, 'SIGABRT');
while (true);
