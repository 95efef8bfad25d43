import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { words } from "./build/words.ts";

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

export default defineConfig({
  plugins: [words(path("portal"), path("../templates/locale/de.po"))],
  test: {
    include: ["tests/**/*.test.ts"],
    setupFiles: ["tests/browser.ts"],
    env: { TZ: "UTC" },
  },
});
