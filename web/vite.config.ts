import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { firstLoad } from "./build/first.ts";
import { licenses } from "./build/licenses.ts";
import { packed } from "./build/packed.ts";
import { words } from "./build/words.ts";

const { inBundles, inWorkers } = licenses("LICENSES.txt");
const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

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
        "portal/main.tsx",
        "src/explorer/explorer.ts",
        "src/pages/pages.css",
        "src/pages/activate.ts",
        "src/pages/agree_email.ts",
        "src/pages/confirm_email.ts",
        "src/pages/confirm_notices.ts",
        "src/pages/reset.ts",
      ],
      output: { codeSplitting: { groups: firstLoad } },
      // "use client" in packages concerns servers that render React.
      checks: { moduleLevelDirective: false },
    },
  },
  plugins: [words(path("portal"), path("../templates/locale/de.po")), inBundles, packed()],
  worker: { format: "es", plugins: () => [inWorkers] },
});
