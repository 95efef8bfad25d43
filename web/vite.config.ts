import { defineConfig } from "vite";
import { licenses } from "./licenses.ts";

const { inBundles, inWorkers } = licenses("LICENSES.txt");

export default defineConfig({
  base: "/static/",
  logLevel: "warn",
  build: {
    outDir: "../latchkey/static",
    emptyOutDir: true,
    // latchkey/pages/assets.py looks the files up in it.
    manifest: "manifest.json",
    modulePreload: { polyfill: false },
    // GraphiQL's editor is one large file, which is loaded once.
    chunkSizeWarningLimit: 4000,
    rolldownOptions: {
      input: [
        "src/explorer/explorer.ts",
        "src/pages/pages.css",
        "src/pages/activate.ts",
        "src/pages/agree_email.ts",
        "src/pages/confirm_email.ts",
        "src/pages/confirm_notices.ts",
        "src/pages/reset.ts",
      ],
      // "use client" in packages concerns servers that render React.
      checks: { moduleLevelDirective: false },
    },
  },
  plugins: [inBundles],
  worker: { format: "es", plugins: () => [inWorkers] },
});
