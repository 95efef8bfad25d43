// Where the reader is signed in, and the way out of each.
import type { ReactNode } from "react";
import { useAction } from "../../api/action.ts";
import { graphql, type ResultOf } from "../../api/graphql.ts";
import { useStanding } from "../../session/session.tsx";
import { Chip, Problem, Section } from "../../ui/bits.tsx";
import { Endless } from "../../ui/endless.tsx";
import { ago, moment } from "../../words/formats.ts";
import { t } from "../../words/words.ts";
import { deviceOf } from "./device.ts";

const SESSIONS = graphql(`
  query Sessions($after: String) {
    viewer {
      id
      sessions(first: 20, after: $after) {
        nodes {
          id
          userAgent
          isCurrent
          createdAt
          lastUsedAt
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);
const REVOKE = graphql(`
  mutation SessionRevoke($input: SessionRevokeInput!) {
    sessionRevoke(input: $input) {
      userErrors {
        code
        message
        field
      }
    }
  }
`);

type Session = NonNullable<ResultOf<typeof SESSIONS>["viewer"]>["sessions"]["nodes"][number];

export function Devices(): ReactNode {
  const revoke = useAction(REVOKE);
  const { end } = useStanding();
  return (
    <Section title={t("Devices")}>
      <p className="hint">
        {t("You are signed in on these devices. Sign out any that you do not know, and change your password.")}
      </p>
      <Endless
        query={SESSIONS}
        variables={{}}
        pageOf={(data) => data.viewer?.sessions}
        rows={(sessions) => (
          <Rows of={sessions} isUnderWay={revoke.isUnderWay} revoke={(id) => void revoke.run({ id })} />
        )}
        empty={null}
      />
      <Problem>{revoke.problem}</Problem>
      <div className="buttons">
        <button
          type="button"
          className="button"
          disabled={revoke.isUnderWay}
          onClick={async () => {
            if (await revoke.run({ everywhere: true })) end();
          }}
        >
          {t("Sign out everywhere")}
        </button>
      </div>
    </Section>
  );
}

interface RowsProps {
  of: Session[];
  isUnderWay: boolean;
  revoke: (id: string) => void;
}

function Rows({ of, isUnderWay, revoke }: RowsProps): ReactNode {
  return (
    <ul className="rows">
      {of.map(({ id, userAgent, isCurrent, createdAt, lastUsedAt }) => {
        const device = deviceOf(userAgent ?? "") || t("Unknown program");
        return (
          <li key={id} className="row">
            <span className="row-main">
              <span className="row-title">{device}</span>
              <span className="row-more">
                {t("Signed in on {moment}, last used {ago}", { moment: moment(createdAt), ago: ago(lastUsedAt) })}
              </span>
            </span>
            <span className="row-side">
              {isCurrent ? (
                <Chip tone="good">{t("This device")}</Chip>
              ) : (
                <button
                  type="button"
                  className="button"
                  aria-label={t("Sign out {device}", { device })}
                  disabled={isUnderWay}
                  onClick={() => {
                    revoke(id);
                  }}
                >
                  {t("Sign out")}
                </button>
              )}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
