// What the portal loads first is packed as one, which is smaller than many files; what the explorer has too is apart.
import type { Rolldown } from "vite";

const ENTRY = /\/portal\/main\.tsx$/;
const SHARED = /\/node_modules\/(?:react|react-dom|scheduler)\/|preload-helper/;

/** The name of the chunk for a module that `main.tsx` imports, directly or not; null for all others. */
function ofFirst(id: string, modules: Rolldown.ChunkingContext): string | null {
  const isFirst = (of: string, seen: Set<string>): boolean => {
    if (ENTRY.test(of)) return true;
    if (seen.has(of)) return false;
    seen.add(of);
    return modules.getModuleInfo(of)?.importers.some((importer) => isFirst(importer, seen)) ?? false;
  };
  return !ENTRY.test(id) && isFirst(id, new Set()) ? "portal" : null;
}

export const firstLoad: Rolldown.CodeSplittingGroup[] = [
  { name: "react", test: SHARED, priority: 1 },
  { name: ofFirst, debugName: "portal" },
];
