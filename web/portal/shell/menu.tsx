// Who is signed in, and the way out.
import type { ReactNode } from "react";
import { Link, useLocation } from "react-router";
import { useAction } from "../api/action.ts";
import { graphql } from "../api/graphql.ts";
import { useSession, useStanding } from "../session/session.tsx";
import { Icon } from "../ui/icons.tsx";
import { t } from "../words/words.ts";

const SIGN_OUT = graphql(`
  mutation SignOut($input: SessionRevokeInput!) {
    sessionRevoke(input: $input) {
      userErrors {
        code
        message
        field
      }
    }
  }
`);

export function Menu(): ReactNode {
  const { viewer } = useSession();
  const { end } = useStanding();
  const { pathname } = useLocation();
  const signOut = useAction(SIGN_OUT);
  const name = viewer.contact?.displayName ?? viewer.staffMember?.name ?? "";

  async function leave(): Promise<void> {
    if (await signOut.run({})) end();
  }

  // At another address it is closed.
  return (
    <details className="menu" key={pathname}>
      <summary aria-label={t("Account of {name}", { name })}>
        <Icon name="person" />
        <span className="menu-name">{name}</span>
      </summary>
      <div className="menu-items">
        <p className="menu-who">{name}</p>
        {viewer.memberships.nodes.map(({ customer }) => (
          <Link key={customer.id} to={`/customers/${customer.code}`}>
            {customer.name}
          </Link>
        ))}
        <Link to="/account">{t("Your account")}</Link>
        <button type="button" onClick={leave} disabled={signOut.isUnderWay}>
          {t("Sign out")}
        </button>
      </div>
    </details>
  );
}
