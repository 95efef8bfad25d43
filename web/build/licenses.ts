// Writes the licences of all packages that are part of the bundles into one file next to them.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

const LICENSE_FILES = /^(licen[cs]e|copying|notice|thirdpartynotices)/i;
const PACKAGE_FOLDER = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//;

interface Package {
  name: string;
  version: string;
  license: string;
}

/** Plugins for the bundles and for those of workers; together they write `fileName`. */
export function licenses(fileName: string): { inBundles: Plugin; inWorkers: Plugin } {
  const folders = new Set<string>();

  const collect: Plugin["generateBundle"] = (_, bundle) => {
    for (const output of Object.values(bundle)) {
      if (output.type !== "chunk") continue;
      for (const id of output.moduleIds) {
        const folder = PACKAGE_FOLDER.exec(id)?.[1];
        if (folder) folders.add(folder);
      }
    }
  };

  return {
    inWorkers: { name: "licenses-of-workers", generateBundle: collect },
    inBundles: {
      name: "licenses",
      generateBundle(...given) {
        collect.apply(this, given);
        this.emitFile({ type: "asset", fileName, source: text([...folders]) });
      },
    },
  };
}

function text(folders: string[]): string {
  const sections = [...new Set(folders.map(section))].sort((one, other) => one.localeCompare(other, "en"));
  return ["The files in this folder contain code from these npm packages.\n", ...sections].join("\n");
}

function section(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Package;
  const files = readdirSync(folder).filter((file) => LICENSE_FILES.test(file));
  const texts = files.map((file) => readFileSync(join(folder, file), "utf8").trim());
  return [`${"=".repeat(72)}\n${name} ${version} (${license})`, ...texts].join("\n\n") + "\n";
}
