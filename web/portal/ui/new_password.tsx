// A field for a new password: the requirements, and how hard it is to guess while it is typed.
import { useEffect, useState, type ReactNode } from "react";
import { useClient } from "urql";
import type { Fault } from "../api/action.ts";
import { graphql, type ResultOf } from "../api/graphql.ts";
import { useReading } from "../api/reading.ts";
import { t } from "../words/words.ts";
import { Field } from "./fields.tsx";

const POLICY = graphql(`
  query Policy {
    passwordPolicy {
      minLength
      requiresLetter
      requiresDigit
    }
  }
`);
const STRENGTH = graphql(`
  query Strength($input: PasswordStrengthInput!) {
    passwordStrength(input: $input) {
      score
      isAcceptable
      warning
      suggestions
    }
  }
`);

type Policy = ResultOf<typeof POLICY>["passwordPolicy"];
type Strength = NonNullable<ResultOf<typeof STRENGTH>["passwordStrength"]>;

const PAUSE = 250;

export function NewPassword({ name, faults }: { name: string; faults: Fault[] }): ReactNode {
  const { data } = useReading(POLICY, {});
  const [password, setPassword] = useState("");
  return (
    <>
      <Field
        label={t("New password")}
        name={name}
        type="password"
        autoComplete="new-password"
        required
        hint={data ? needed(data.passwordPolicy) : ""}
        faults={faults}
        value={password}
        onChange={({ target }) => {
          setPassword(target.value);
        }}
      />
      <Meter password={password} />
    </>
  );
}

function Meter({ password }: { password: string }): ReactNode {
  const strength = useStrength(password);
  return (
    <div className="meter">
      <meter
        min={0}
        max={4}
        low={2}
        high={3}
        optimum={4}
        value={strength?.score ?? 0}
        aria-label={t("Password strength")}
      />
      <p className="hint" role="status">
        {strength && verdict(strength)}
      </p>
    </div>
  );
}

/** The server's judgement of a password, after a pause in typing; it only advises. */
function useStrength(password: string): Strength | undefined {
  const client = useClient();
  const [judged, setJudged] = useState<{ password: string; strength: Strength }>();
  useEffect(() => {
    if (!password) return undefined;
    const pause = setTimeout(() => {
      void client
        .query(STRENGTH, { input: { password } }, { requestPolicy: "network-only" })
        .toPromise()
        .then(({ data }) => {
          if (data?.passwordStrength) setJudged({ password, strength: data.passwordStrength });
        });
    }, PAUSE);
    return () => {
      clearTimeout(pause);
    };
  }, [client, password]);
  return judged?.password === password ? judged.strength : undefined;
}

function needed({ minLength: n, requiresLetter, requiresDigit }: Policy): string {
  if (requiresLetter && requiresDigit) return t("At least {n} characters, with a letter and a digit.", { n });
  if (requiresLetter) return t("At least {n} characters, with a letter.", { n });
  return requiresDigit ? t("At least {n} characters, with a digit.", { n }) : t("At least {n} characters.", { n });
}

function verdict({ score, isAcceptable, warning, suggestions }: Strength): string {
  const names = [t("Very weak"), t("Weak"), t("Fair"), t("Strong"), t("Very strong")];
  const strength = names[score] ?? "";
  const judged = isAcceptable ? strength : t("{strength}, not strong enough", { strength });
  return [`${judged}.`, warning, ...suggestions].filter(Boolean).join(" ");
}
