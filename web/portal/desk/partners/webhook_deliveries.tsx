// What was posted to a webhook, newest first; what failed is posted again.
import type { ReactNode } from "react";
import { useAction } from "../../api/action.ts";
import { FAULTS } from "../../api/faults.ts";
import { graphql, type ResultOf } from "../../api/graphql.ts";
import { Chip, Empty, Moment, type Tone } from "../../ui/bits.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Endless } from "../../ui/endless.tsx";
import { t } from "../../words/words.ts";
import { postStatuses } from "../names.ts";
import { Change, Do, Opens } from "../../ui/changes/change.tsx";
import { HOOK, type Hook } from "./key.ts";

const POST = graphql(`
  fragment Post on WebhookDelivery {
    id
    kind
    cursor
    status
    attempts
    createdAt
    viewerCanRedeliver
    tries {
      httpStatus
      error
      triedAt
    }
  }
`);
const POSTS = graphql(
  `
    query Posts($webhook: [ID!], $after: String) {
      webhookDeliveries(where: { webhookId: $webhook }, first: 10, after: $after) {
        nodes {
          ...Post
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  `,
  [POST],
);
const AGAIN = graphql(
  `
    mutation PostAgain($input: WebhookRedeliverInput!) {
      webhookRedeliver(input: $input) {
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [FAULTS],
);

const REPLAY = graphql(
  `
    mutation Replay($input: WebhookReplayInput!) {
      webhookReplay(input: $input) {
        webhook {
          ...Hook
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [HOOK, FAULTS],
);

type Post = ResultOf<typeof POST>;

const TONES: Record<Post["status"], Tone> = { DELIVERED: "good", FAILED: "bad", WAITING: "busy" };

export function HookDeliveries({ hook, close }: { hook: Hook; close: () => void }): ReactNode {
  return (
    <Dialog title={t("Deliveries to {url}", { url: hook.url })} close={close}>
      <Endless
        query={POSTS}
        variables={{ webhook: [hook.id] }}
        pageOf={(data) => data.webhookDeliveries}
        rows={(posts) => posts.map((post) => <One key={post.id} hook={hook} post={post} />)}
        empty={<Empty title={t("Nothing was posted yet")} />}
      />
    </Dialog>
  );
}

function One({ hook, post }: { hook: Hook; post: Post }): ReactNode {
  const again = useAction(AGAIN);
  const last = post.tries.at(-1);
  return (
    <article className="card">
      <div className="card-head">
        <h3>{post.kind ?? t("Test")}</h3>
        <Chip tone={TONES[post.status]}>{postStatuses()[post.status]}</Chip>
      </div>
      <p className="row-more">
        <Moment at={last?.triedAt ?? post.createdAt} />
        {last && ` · ${last.error ?? last.httpStatus ?? ""}`}
      </p>
      <div className="buttons">
        {post.viewerCanRedeliver && <Do label={t("Post again")} action={again} input={{ id: post.id }} />}
        {post.cursor && (
          <Opens label={t("Begin again after it")}>
            {(close) => <Replay hook={hook} after={post.cursor!} close={close} />}
          </Opens>
        )}
      </div>
    </article>
  );
}

function Replay({ hook, after, close }: { hook: Hook; after: string; close: () => void }): ReactNode {
  const replay = useAction(REPLAY);
  return (
    <Change
      title={t("Begin again after this event")}
      about={t(
        "All events after it are posted in order, also those that were posted before, with the ids that they had.",
      )}
      go={t("Begin again")}
      action={replay}
      input={() => ({ id: hook.id, version: hook.version, after })}
      close={close}
    >
      {null}
    </Change>
  );
}
