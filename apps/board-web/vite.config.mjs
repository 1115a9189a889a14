import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** `npm run dev -w @peaje/board-web` shows the page while it is written; the feed and the services are those of `npm start`. */
const board = process.env['PEAJE_BOARD_URL'] ?? 'http://127.0.0.1:3004';
// The board answers pages of its own origin only, so it has to get the Host that the browser sent.
const behind = { target: board, changeOrigin: false };
const proxy = Object.fromEntries(['/events', '/v1', '/problems', '/docs'].map((path) => [path, behind]));

export default defineConfig({
  plugins: [react(), tailwindcss()],
  build: { target: 'es2023', sourcemap: false, chunkSizeWarningLimit: 800 },
  server: { port: 5173, proxy },
});
