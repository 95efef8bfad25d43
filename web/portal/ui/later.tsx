// Parts of the application whose code is loaded when they are first opened.
import { Suspense, type ReactNode } from "react";
import { useLocation } from "react-router";
import { Loading } from "./bits.tsx";
import { Boundary } from "./boundary.tsx";

export function Loads({ children }: { children: ReactNode }): ReactNode {
  return (
    <Boundary>
      <Suspense fallback={<Loading lines={8} />}>{children}</Suspense>
    </Boundary>
  );
}

/** A page, which begins anew at each address. */
export function Later({ page }: { page: ReactNode }): ReactNode {
  const { pathname } = useLocation();
  return <Loads key={pathname}>{page}</Loads>;
}
