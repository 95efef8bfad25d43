// Puts a gzipped copy next to each built text, which the server sends to browsers that take it.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Plugin } from "vite";

const TEXTS = /\.(?:js|css|svg|txt)$/;

export function packed(): Plugin {
  return {
    name: "packed",
    writeBundle({ dir }, bundle) {
      for (const output of Object.values(bundle)) {
        if (!TEXTS.test(output.fileName)) continue;
        const text = output.type === "chunk" ? output.code : output.source;
        writeFileSync(join(dir!, `${output.fileName}.gz`), gzipSync(text, { level: 9 }));
      }
    },
  };
}
