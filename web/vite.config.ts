import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// HOLDFAST_URL and HOLDFAST_TOKEN name a running node for `npm run dev`.
const node = process.env.HOLDFAST_URL ?? "http://127.0.0.1:7400";
const token = process.env.HOLDFAST_TOKEN ?? "";

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: "../artifacts/web",
    emptyOutDir: true,
    // Nothing in data: addresses: the page's security policy does not allow them for scripts and fonts.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2000,
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: {
      "/api": { target: node, headers: token ? { Authorization: `Bearer ${token}` } : {} },
    },
  },
  test: { include: ["src/**/*.test.ts"] },
});
