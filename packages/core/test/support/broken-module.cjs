// Stands for a tfjs-node whose native addon cannot be loaded.
throw new Error('libcudart.so.11.0: cannot open shared object file\nRequire stack: ...');
