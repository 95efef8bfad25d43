// Who is signed in, from the first look until the session ends; each session has a client and a cache of its own.
import { createContext, use, useCallback, useEffect, useMemo, useState, type ReactNode } from "react";
import { Provider } from "urql";
import { openSession } from "../api/client.ts";
import { writeFor } from "../words/formats.ts";
import { firstLanguage, languageOf, speak } from "../words/words.ts";
import { CURSOR, FRAME, type Business, type Viewer } from "./frame.ts";

export type State =
  | { phase: "starting" }
  | { phase: "failed" }
  | { phase: "out"; business: Business; hasEnded: boolean }
  | { phase: "in"; business: Business; viewer: Viewer; cursor: string };

interface Standing {
  state: State;
  /** Look again who is signed in. */
  begin: () => Promise<void>;
  /** Forget everything that was read: nobody is signed in any more. */
  end: () => void;
}

const Context = createContext<Standing | null>(null);

export const useStanding = (): Standing => use(Context)!;

/** The viewer and the business, on pages that only those who are signed in see. */
export function useSession(): { business: Business; viewer: Viewer; cursor: string } {
  const { state } = useStanding();
  if (state.phase !== "in") throw new Error("Nobody is signed in.");
  return state;
}

export function SessionProvider({ children }: { children: ReactNode }): ReactNode {
  const [state, setState] = useState<State>({ phase: "starting" });
  const [round, setRound] = useState({ number: 0, hasEnded: false });

  const next = useCallback((hasEnded: boolean) => {
    setState({ phase: "starting" });
    setRound(({ number }) => ({ number: number + 1, hasEnded }));
  }, []);

  const session = useMemo(
    () =>
      openSession(() => {
        next(true);
      }),
    // Each round has a new client, whose cache is empty.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [next, round.number],
  );

  const begin = useCallback(async () => {
    const fresh = { requestPolicy: "network-only" } as const;
    const [frame, cursor] = await Promise.all([
      session.client.query(FRAME, {}, fresh).toPromise(),
      session.client.query(CURSOR, {}, fresh).toPromise(),
    ]);
    if (session.isOver()) return;
    if (!frame.data) {
      setState({ phase: "failed" });
      return;
    }
    const { portal, viewer } = frame.data;
    const locale = viewer?.contact?.locale ?? null;
    await speak(locale === null ? firstLanguage() : languageOf(locale));
    writeFor({ locale: locale ?? navigator.language, timeZone: viewer?.contact?.timeZone ?? null });
    const position = cursor.data?.eventCursor;
    if (viewer && position) setState({ phase: "in", business: portal, viewer, cursor: position });
    else setState({ phase: "out", business: portal, hasEnded: round.hasEnded });
  }, [session, round.hasEnded]);

  useEffect(() => {
    void begin();
    return session.close;
  }, [begin, session]);

  const standing = useMemo(() => {
    const end = (): void => {
      next(false);
    };
    return { state, begin, end };
  }, [state, begin, next]);
  return (
    <Context value={standing}>
      <Provider value={session.client}>{children}</Provider>
    </Context>
  );
}
