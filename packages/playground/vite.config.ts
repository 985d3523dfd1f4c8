import { defineConfig } from 'vite';

/** A folder of files that any server can serve, under any path. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  build: { outDir: 'dist', target: 'es2022', assetsInlineLimit: 0, chunkSizeWarningLimit: 2000 },
});
