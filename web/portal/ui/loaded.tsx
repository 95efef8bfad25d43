// A page whose data is being read: grey lines, what was read, or why it was not.
import type { ReactNode } from "react";
import type { Reading } from "../api/reading.ts";
import { useConnection } from "../api/connection.ts";
import { t } from "../words/words.ts";
import { Loading, useTitle } from "./bits.tsx";

interface Props<Data> {
  reading: Reading<Data>;
  lines?: number;
  children: (data: Data) => ReactNode;
}

export function Loaded<Data>({ reading, lines = 4, children }: Props<Data>): ReactNode {
  const { data, error, isLoading, again } = reading;
  if (data) return children(data);
  if (isLoading || !error) return <Loading lines={lines} />;
  return <Failed message={error.graphQLErrors[0]?.message} again={again} />;
}

function Failed({ message, again }: { message: string | undefined; again: () => void }): ReactNode {
  const connection = useConnection();
  const isOffline = connection === "offline";
  return (
    <div className="empty" role="alert">
      <p className="empty-title">{isOffline ? t("You are offline") : t("This could not be loaded")}</p>
      <p>
        {isOffline
          ? t("It is loaded as soon as you are online again.")
          : (message ?? t("The server cannot be reached at the moment. Please try again."))}
      </p>
      {!isOffline && (
        <button type="button" className="button" onClick={again}>
          {t("Try again")}
        </button>
      )}
    </div>
  );
}

/** There is no such row, or not for this viewer. */
export function NotFound(): ReactNode {
  const title = t("There is nothing here for you");
  useTitle(title);
  return (
    <div className="empty">
      <h1 className="empty-title" id="heading" tabIndex={-1}>
        {title}
      </h1>
      <p>
        {t("It does not exist, or your account does not show it. Please check the address, or ask your colleagues.")}
      </p>
      <a className="button" href="/">
        {t("To the overview")}
      </a>
    </div>
  );
}
