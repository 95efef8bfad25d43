// An API key: what it may do, how it is used, and its secret, which is made anew or ends.
import type { ReactNode } from "react";
import { useAction, type Fault } from "../../api/action.ts";
import { FAULTS } from "../../api/faults.ts";
import { graphql, type Enum } from "../../api/graphql.ts";
import { Chip, Facts, Moment, type Tone } from "../../ui/bits.tsx";
import { Field } from "../../ui/fields.tsx";
import { t } from "../../words/words.ts";
import { keyStatuses, scopes } from "../names.ts";
import { Change, Do, Opens } from "../../ui/changes/change.tsx";
import { Find } from "../ui/find.tsx";
import type { Given } from "../../ui/changes/given.ts";
import { Ticks } from "../ui/ticks.tsx";
import { KEY, type Key } from "./key.ts";
import { MakesSecret, Overlap } from "./secret.tsx";
import { NewHook } from "./webhooks.tsx";

const CREATE = graphql(
  `
    mutation CreateKey($input: ApiKeyCreateInput!) {
      apiKeyCreate(input: $input) {
        secret
        apiKey {
          ...Key
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [KEY, FAULTS],
);
const UPDATE = graphql(
  `
    mutation UpdateKey($input: ApiKeyUpdateInput!) {
      apiKeyUpdate(input: $input) {
        apiKey {
          ...Key
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [KEY, FAULTS],
);
const ROTATE = graphql(
  `
    mutation RotateKey($input: ApiKeyRotateInput!) {
      apiKeyRotate(input: $input) {
        secret
        apiKey {
          ...Key
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [KEY, FAULTS],
);
const REVOKE = graphql(
  `
    mutation RevokeKey($input: ApiKeyRevokeInput!) {
      apiKeyRevoke(input: $input) {
        apiKey {
          ...Key
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [KEY, FAULTS],
);

const TONES: Record<Key["status"], Tone> = { ACTIVE: "good", EXPIRED: "warn", REVOKED: "calm" };

export function OneKey({ apiKey }: { apiKey: Key }): ReactNode {
  const revoke = useAction(REVOKE);
  const { id, version, name, status } = apiKey;
  return (
    <article className="card" aria-label={name}>
      <div className="card-head">
        <h2>{name}</h2>
        <Chip tone={TONES[status]}>{keyStatuses()[status]}</Chip>
      </div>
      <Facts
        of={[
          [t("Begins with"), <code key="hint">{apiKey.hint}</code>],
          [t("May"), apiKey.scopes.map((scope) => scopes()[scope]).join(", ")],
          [t("For"), apiKey.customers?.map((customer) => customer.name).join(", ") ?? t("All customers")],
          [t("Ends"), apiKey.expiresAt && <Moment at={apiKey.expiresAt} />],
          [t("Former secret ends"), apiKey.formerSecretEndsAt && <Moment at={apiKey.formerSecretEndsAt} />],
          [t("Last used"), apiKey.lastUsedAt && <Moment at={apiKey.lastUsedAt} relative />],
          [t("Made by"), apiKey.createdBy.name],
        ]}
      />
      <div className="buttons">
        {status === "ACTIVE" && apiKey.viewerCanUpdate && apiKey.scopes.includes("READ_EVENTS") && (
          <Opens label={t("New webhook")}>{(close) => <NewHook apiKey={apiKey} close={close} />}</Opens>
        )}
        {apiKey.viewerCanUpdate && (
          <Opens label={t("Change")}>{(close) => <EditKey apiKey={apiKey} close={close} />}</Opens>
        )}
        {apiKey.viewerCanRotate && (
          <Opens label={t("New secret")}>{(close) => <Rotate apiKey={apiKey} close={close} />}</Opens>
        )}
        {apiKey.viewerCanRevoke && <Do label={t("Revoke")} action={revoke} input={{ id, version }} />}
      </div>
    </article>
  );
}

const enteredIn = (given: Given): { name: string; scopes: Enum<"ApiKeyScope">[] } => ({
  name: given.text("name"),
  scopes: given.all("scopes"),
});

function KeyFields({ of, faults }: { of?: Key; faults: Fault[] }): ReactNode {
  return (
    <>
      <Field label={t("Name")} name="name" required defaultValue={of?.name} faults={faults} />
      <Ticks
        label={t("May")}
        name="scopes"
        options={Object.entries(scopes())}
        chosen={of?.scopes ?? ["READ_ORDERS"]}
        faults={faults}
      />
    </>
  );
}

export function NewKey({ close }: { close: () => void }): ReactNode {
  const create = useAction(CREATE, ["name", "scopes", "customerIds", "expiresAt"]);
  return (
    <MakesSecret
      title={t("New key")}
      go={t("Make the key")}
      action={create}
      input={(given) => {
        const customer = given.optional("customerIds");
        return { ...enteredIn(given), customerIds: customer === null ? null : [customer] };
      }}
      close={close}
    >
      <KeyFields faults={create.faults} />
      <Find
        label={t("Only for this customer (optional)")}
        name="customerIds"
        type="CUSTOMER"
        faults={create.faults}
        isOptional
      />
    </MakesSecret>
  );
}

function EditKey({ apiKey, close }: { apiKey: Key; close: () => void }): ReactNode {
  const update = useAction(UPDATE, ["name", "scopes"]);
  return (
    <Change
      title={t("Change “{name}”", { name: apiKey.name })}
      go={t("Save")}
      action={update}
      input={(given) => ({ id: apiKey.id, version: apiKey.version, ...enteredIn(given) })}
      close={close}
    >
      <KeyFields of={apiKey} faults={update.faults} />
    </Change>
  );
}

function Rotate({ apiKey, close }: { apiKey: Key; close: () => void }): ReactNode {
  const rotate = useAction(ROTATE, ["overlapSeconds"]);
  return (
    <MakesSecret
      title={t("A new secret for “{name}”", { name: apiKey.name })}
      go={t("Make the secret")}
      action={rotate}
      input={(given) => ({
        id: apiKey.id,
        version: apiKey.version,
        overlapSeconds: Number(given.text("overlapSeconds")),
      })}
      close={close}
    >
      <Overlap faults={rotate.faults} />
    </MakesSecret>
  );
}
