import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** `npm run dev -w @peaje/board-web` shows the page while it is written; the feed and the services are those of `npm start`. */
const board = process.env['PEAJE_BOARD_URL'] ?? 'http://127.0.0.1:3004';
// The board answers pages of its own origin only, so it has to get the Host that the browser sent.
const behind = { target: board, changeOrigin: false };
const proxy = Object.fromEntries(['/events', '/v1', '/problems', '/docs'].map((path) => [path, behind]));

/** Each text is there as brotli and gzip, too: the board sends what a browser takes, and compresses nothing itself. */
const compressed = {
  name: 'compressed',
  apply: 'build',
  async writeBundle({ dir }, bundle) {
    for (const name of Object.keys(bundle).filter((file) => /\.(js|css|html)$/.test(file))) {
      const file = join(dir, name);
      const bytes = await readFile(file);
      await writeFile(`${file}.br`, brotliCompressSync(bytes));
      await writeFile(`${file}.gz`, gzipSync(bytes, { level: 9 }));
    }
  },
};

export default defineConfig({
  plugins: [react(), tailwindcss(), compressed],
  build: { target: 'es2023', sourcemap: false, chunkSizeWarningLimit: 800 },
  server: { port: 5173, proxy },
});
