// What the reader was told, newest first; opening one marks it as read.
import type { ReactNode } from "react";
import { Link } from "react-router";
import { useAction } from "../api/action.ts";
import { graphql, type ResultOf } from "../api/graphql.ts";
import { Empty, Heading, Moment, Problem } from "../ui/bits.tsx";
import { Endless } from "../ui/endless.tsx";
import { t } from "../words/words.ts";

const NOTIFICATIONS = graphql(`
  query Notifications($after: String) {
    notifications(first: 20, after: $after) {
      nodes {
        id
        title
        body
        url
        readAt
        createdAt
        actor {
          name
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);
const MARK_READ = graphql(`
  mutation MarkRead($input: NotificationsMarkReadInput!) {
    notificationsMarkRead(input: $input) {
      unreadCount
      userErrors {
        code
        message
        field
      }
    }
  }
`);

type Notification = NonNullable<ResultOf<typeof NOTIFICATIONS>["notifications"]>["nodes"][number];

export function Notifications(): ReactNode {
  const mark = useAction(MARK_READ);
  return (
    <div className="narrow">
      <div className="heading-with">
        <Heading title={t("Notifications")}>{t("Notifications")}</Heading>
        <div className="buttons">
          <button type="button" className="button" onClick={() => mark.run({ all: true })} disabled={mark.isUnderWay}>
            {t("Mark all as read")}
          </button>
          <Link className="button" to="/preferences">
            {t("Preferences")}
          </Link>
        </div>
      </div>
      <Problem>{mark.problem}</Problem>
      <div className="list">
        <Endless
          query={NOTIFICATIONS}
          variables={{}}
          pageOf={(data) => data.notifications}
          rows={(rows) => <Rows of={rows} read={(id) => void mark.run({ ids: [id] })} />}
          empty={<Empty title={t("No notifications yet")} />}
        />
      </div>
    </div>
  );
}

function Rows({ of, read }: { of: Notification[]; read: (id: string) => void }): ReactNode {
  return (
    <ul className="rows">
      {of.map(({ id, title, body, url, readAt, createdAt, actor }) => (
        <li key={id} className={readAt ? "" : "unread"}>
          <Link
            className="row"
            to={pathOf(url)}
            onClick={() => {
              if (!readAt) read(id);
            }}
          >
            <span className="row-main">
              <span className="row-title">{title}</span>
              {body && <span className="row-more clamped">{body}</span>}
            </span>
            <span className="row-side row-more">
              {actor?.name}
              <Moment at={createdAt} relative />
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** The address in the portal that a message leads to. */
const pathOf = (url: string | null): string => (url === null ? "/" : new URL(url).pathname);
