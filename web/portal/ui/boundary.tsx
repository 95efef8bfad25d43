// Around pages whose code is loaded late: without a network, or after a deploy, it may not be there.
import { Component, useEffect, type ReactNode } from "react";
import { t } from "../words/words.ts";

interface Props {
  children: ReactNode;
}

export class Boundary extends Component<Props, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true };
  }

  override render(): ReactNode {
    return this.state.hasFailed ? <Missing /> : this.props.children;
  }
}

/** Loads the page anew, which brings the code of today, when the reader asks for it or the network is back. */
function Missing(): ReactNode {
  useEffect(() => {
    const again = (): void => {
      location.reload();
    };
    addEventListener("online", again);
    return () => {
      removeEventListener("online", again);
    };
  }, []);
  return (
    <div className="empty" role="alert">
      <h1 className="empty-title" id="heading" tabIndex={-1}>
        {navigator.onLine ? t("This could not be loaded") : t("You are offline")}
      </h1>
      {navigator.onLine ? (
        <button
          type="button"
          className="button"
          onClick={() => {
            location.reload();
          }}
        >
          {t("Try again")}
        </button>
      ) : (
        <p>{t("It is loaded as soon as you are online again.")}</p>
      )}
    </div>
  );
}
