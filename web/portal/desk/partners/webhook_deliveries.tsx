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
import { Do } from "../ui/change.tsx";
import type { Hook } from "./key.ts";

const POST = graphql(`
  fragment Post on WebhookDelivery {
    id
    kind
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

type Post = ResultOf<typeof POST>;

const TONES: Record<Post["status"], Tone> = { DELIVERED: "good", FAILED: "bad", WAITING: "busy" };

export function HookDeliveries({ hook, close }: { hook: Hook; close: () => void }): ReactNode {
  return (
    <Dialog title={t("Deliveries to {url}", { url: hook.url })} close={close}>
      <Endless
        query={POSTS}
        variables={{ webhook: [hook.id] }}
        pageOf={(data) => data.webhookDeliveries}
        rows={(posts) => posts.map((post) => <One key={post.id} post={post} />)}
        empty={<Empty title={t("Nothing was posted yet")} />}
      />
    </Dialog>
  );
}

function One({ post }: { post: Post }): ReactNode {
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
      {post.viewerCanRedeliver && (
        <div className="buttons">
          <Do label={t("Post again")} action={again} input={{ id: post.id }} />
        </div>
      )}
    </article>
  );
}
