// The few icons there are, each a stroke on a grid of 24.
import type { ReactNode } from "react";

const PATHS = {
  home: "M4 11.5 12 5l8 6.5M6.5 10v9h11v-9",
  wrench:
    "M14.5 6.5a4 4 0 0 1 5-1l-2.6 2.6.5 2 2 .5L22 8a4 4 0 0 1-5.6 4.4L9 19.8a2 2 0 0 1-2.8-2.8l7.4-7.4a4 4 0 0 1 .9-3.1Z",
  invoice: "M6.5 3.5h11v17l-2.7-1.7-2.8 1.7-2.8-1.7-2.7 1.7zM9.5 8.5h5M9.5 12.5h5",
  bell: "M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10 20.5h4",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20c.8-3.4 3.8-5 7.5-5s6.7 1.6 7.5 5",
  file: "M7 3.5h6.5L18 8v12.5H7zM13.5 3.5V8H18",
  box: "M4.5 8 12 4l7.5 4v8.5L12 20.5l-7.5-4zM4.5 8l7.5 4 7.5-4M12 12v8.5",
  check: "m5 12.5 4.5 4.5L19 7.5",
  search: "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM15.5 15.5 20 20",
} as const;

export type IconName = keyof typeof PATHS;

/** Decoration: what it stands beside says the same. */
export function Icon({ name }: { name: IconName }): ReactNode {
  return (
    <svg className="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
