// How many notifications are unread, live.
import type { ReactNode } from "react";
import { Link } from "react-router";
import { graphql } from "../api/graphql.ts";
import { useReading } from "../api/reading.ts";
import { Icon } from "../ui/icons.tsx";
import { plural, t } from "../words/words.ts";

const UNREAD = graphql(`
  query Unread {
    viewer {
      id
      overview {
        id
        unreadNotificationCount
      }
    }
  }
`);

export function Bell(): ReactNode {
  const { data } = useReading(UNREAD, {});
  const count = data?.viewer?.overview.unreadNotificationCount ?? 0;
  const shown = count > 99 ? "99+" : count;
  const label =
    count > 0 ? plural("{n} new notification", "{n} new notifications", count, { n: shown }) : t("Notifications");
  return (
    <Link className="bell" to="/notifications" aria-label={label}>
      <Icon name="bell" />
      {count > 0 && <span className="count">{shown}</span>}
    </Link>
  );
}
