// The API keys of programs, each with its webhooks.
import type { ReactNode } from "react";
import { graphql } from "../../api/graphql.ts";
import { Empty, Heading } from "../../ui/bits.tsx";
import { Endless } from "../../ui/endless.tsx";
import { Selected } from "../../ui/search.tsx";
import { t } from "../../words/words.ts";
import { useSearchParams } from "react-router";
import { Opens } from "../../ui/changes/change.tsx";
import { HOOK, KEY } from "./key.ts";
import { NewKey, OneKey } from "./keys.tsx";
import { OneHook } from "./webhooks.tsx";

const KEYS = graphql(
  `
    query Keys($where: ApiKeyWhere, $after: String) {
      apiKeys(where: $where, first: 20, after: $after) {
        nodes {
          ...Key
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  `,
  [KEY],
);
const HOOKS = graphql(
  `
    query Hooks($after: String) {
      webhooks(first: 20, after: $after) {
        nodes {
          ...Hook
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  `,
  [HOOK],
);

export function KeysPage(): ReactNode {
  const [asked] = useSearchParams();
  const isAll = asked.get("show") === "all";
  return (
    <>
      <div className="heading-with">
        <Heading title={t("API keys and webhooks")}>{t("API keys and webhooks")}</Heading>
        <Opens label={t("New key")} isMain>
          {(close) => <NewKey close={close} />}
        </Opens>
      </div>
      <div className="tools">
        <Selected
          label={t("Keys")}
          name="show"
          options={[
            ["", t("Active")],
            ["all", t("All")],
          ]}
        />
      </div>
      <div className="columns">
        <section className="list padded" aria-label={t("API keys")}>
          <Endless
            key={asked.toString()}
            query={KEYS}
            variables={{ where: isAll ? null : { status: ["ACTIVE"] } }}
            pageOf={(data) => data.apiKeys}
            rows={(keys) => keys.map((key) => <OneKey key={key.id} apiKey={key} />)}
            empty={<Empty title={t("No keys yet")} />}
          />
        </section>
        <section className="list padded" aria-label={t("Webhooks")}>
          <Endless
            query={HOOKS}
            variables={{}}
            pageOf={(data) => data.webhooks}
            rows={(hooks) => hooks.map((hook) => <OneHook key={hook.id} hook={hook} />)}
            empty={
              <Empty title={t("No webhooks yet")}>
                <p>{t("A key that may read events can have some.")}</p>
              </Empty>
            }
          />
        </section>
      </div>
    </>
  );
}
