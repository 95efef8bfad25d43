// Signing in, at whatever address: the page that was asked for opens afterwards.
import { useState, type ReactNode, type SubmitEvent } from "react";
import { useAction } from "../api/action.ts";
import { graphql } from "../api/graphql.ts";
import { Heading, Problem } from "../ui/bits.tsx";
import { Field } from "../ui/fields.tsx";
import { t } from "../words/words.ts";
import { Support } from "../shell/support.tsx";
import type { Business } from "./frame.ts";
import { useStanding } from "./session.tsx";

const SIGN_IN = graphql(`
  mutation SignIn($input: SessionCreateInput!) {
    sessionCreate(input: $input) {
      viewer {
        id
      }
      userErrors {
        code
        message
        field
      }
    }
  }
`);

export function SignIn({ business, hasEnded }: { business: Business; hasEnded: boolean }): ReactNode {
  const { begin } = useStanding();
  const signIn = useAction(SIGN_IN, []);
  const [isOpening, setOpening] = useState(false);
  const [isShown, setShown] = useState(false);

  async function submit(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const entered = { username: text(given, "username").trim(), password: text(given, "password") };
    if (await signIn.run(entered)) {
      setOpening(true);
      await begin();
      setOpening(false);
    }
  }

  return (
    <main className="door">
      <p className="operator">{business.name}</p>
      <Heading title={t("Sign in")}>{t("Sign in")}</Heading>
      {hasEnded && (
        <p className="notice" role="status">
          {t("You have been signed out. Sign in again to go on where you were.")}
        </p>
      )}
      <Problem>{signIn.problem}</Problem>
      <form onSubmit={submit}>
        <Field
          label={t("Username or e-mail address")}
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          autoFocus
        />
        <Field
          label={t("Password")}
          name="password"
          type={isShown ? "text" : "password"}
          autoComplete="current-password"
          required
        />
        <label className="tick">
          <input
            type="checkbox"
            checked={isShown}
            onChange={() => {
              setShown(!isShown);
            }}
          />
          {t("Show the password")}
        </label>
        <button className="button go wide" disabled={signIn.isUnderWay || isOpening}>
          {t("Sign in")}
        </button>
      </form>
      <p>
        <a href="/reset">{t("Forgotten your password?")}</a>
      </p>
      <Support business={business} />
    </main>
  );
}

const text = (given: FormData, name: string): string => given.get(name) as string;
