// A webhook: where events are posted to, whether that works, and the latest deliveries.
import type { ReactNode } from "react";
import { useAction, type Fault } from "../../api/action.ts";
import { FAULTS } from "../../api/faults.ts";
import { graphql, type Enum } from "../../api/graphql.ts";
import KINDS from "../../generated/event_kinds.json";
import { Chip, Facts, Moment, type Tone } from "../../ui/bits.tsx";
import { Field } from "../../ui/fields.tsx";
import { t } from "../../words/words.ts";
import { webhookStatuses } from "../names.ts";
import { Change, Do, Opens } from "../../ui/changes/change.tsx";
import type { Given } from "../../ui/changes/given.ts";
import { Ticks } from "../ui/ticks.tsx";
import { HOOK, type Hook, type Key } from "./key.ts";
import { MakesSecret, Overlap } from "./secret.tsx";
import { HookDeliveries } from "./webhook_deliveries.tsx";

type Kind = Enum<"EventKind">;

const CREATE = graphql(
  `
    mutation CreateHook($input: WebhookCreateInput!) {
      webhookCreate(input: $input) {
        secret
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
const UPDATE = graphql(
  `
    mutation UpdateHook($input: WebhookUpdateInput!) {
      webhookUpdate(input: $input) {
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
const TEST = graphql(
  `
    mutation TestHook($input: WebhookTestInput!) {
      webhookTest(input: $input) {
        webhookDelivery {
          id
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [FAULTS],
);
const DELETE = graphql(
  `
    mutation DeleteHook($input: WebhookDeleteInput!) {
      webhookDelete(input: $input) {
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [FAULTS],
);

const ROTATE = graphql(
  `
    mutation RotateHookSecret($input: WebhookSecretRotateInput!) {
      webhookSecretRotate(input: $input) {
        secret
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

const TONES: Record<Hook["status"], Tone> = { ACTIVE: "good", FAILING: "bad", PAUSED: "warn", STOPPED: "calm" };

export function OneHook({ hook }: { hook: Hook }): ReactNode {
  const test = useAction(TEST);
  const update = useAction(UPDATE);
  const remove = useAction(DELETE);
  const { id, version, url, status } = hook;
  const isPaused = status === "PAUSED";
  return (
    <article className="card" aria-label={url}>
      <div className="card-head">
        <h2>{url}</h2>
        <Chip tone={TONES[status]}>{webhookStatuses()[status]}</Chip>
      </div>
      <Facts
        of={[
          [t("Key"), hook.apiKey?.name],
          [t("Events"), hook.kinds?.join(", ") ?? t("All")],
          [t("Fails since"), hook.failingSince && <Moment at={hook.failingSince} />],
          [t("Next try"), hook.nextTryAt && <Moment at={hook.nextTryAt} />],
          [t("Former secret ends"), hook.formerSecretEndsAt && <Moment at={hook.formerSecretEndsAt} />],
        ]}
      />
      {hook.viewerCanUpdate && (
        <div className="buttons">
          <Do label={t("Send a test")} action={test} input={{ id }} />
          <Do label={isPaused ? t("Go on") : t("Pause")} action={update} input={{ id, version, isPaused: !isPaused }} />
          <Opens label={t("Change")}>{(close) => <EditHook hook={hook} close={close} />}</Opens>
          <Opens label={t("New secret")}>{(close) => <NewSecret hook={hook} close={close} />}</Opens>
          <Do label={t("Remove")} action={remove} input={{ id, version }} />
          <Opens label={t("Deliveries")}>{(close) => <HookDeliveries hook={hook} close={close} />}</Opens>
        </div>
      )}
    </article>
  );
}

interface Entered {
  url: string;
  kinds: Kind[] | null;
}

const enteredIn = (given: Given): Entered => {
  const kinds = given.all<Kind>("kinds");
  return { url: given.text("url"), kinds: kinds.length > 0 ? kinds : null };
};

function HookFields({ of, faults }: { of?: Hook; faults: Fault[] }): ReactNode {
  return (
    <>
      <Field
        label={t("Address")}
        name="url"
        type="url"
        required
        placeholder="https://"
        defaultValue={of?.url}
        faults={faults}
      />
      <details className="folded" open={of?.kinds != null}>
        <summary>{t("Only some kinds of events")}</summary>
        <Ticks
          label={t("Kinds; without a choice, all that the key may read")}
          name="kinds"
          options={KINDS.map((kind) => [kind, kind])}
          chosen={of?.kinds ?? []}
          faults={faults}
        />
      </details>
    </>
  );
}

export function NewHook({ apiKey, close }: { apiKey: Key; close: () => void }): ReactNode {
  const create = useAction(CREATE, ["url", "kinds"]);
  return (
    <MakesSecret
      title={t("New webhook")}
      about={t("Events that the key may read are posted to this address.")}
      go={t("Add")}
      action={create}
      input={(given) => ({ apiKeyId: apiKey.id, ...enteredIn(given) })}
      close={close}
    >
      <HookFields faults={create.faults} />
    </MakesSecret>
  );
}

function EditHook({ hook, close }: { hook: Hook; close: () => void }): ReactNode {
  const update = useAction(UPDATE, ["url", "kinds"]);
  return (
    <Change
      title={t("Change the webhook")}
      go={t("Save")}
      action={update}
      input={(given) => ({ id: hook.id, version: hook.version, ...enteredIn(given) })}
      close={close}
    >
      <HookFields of={hook} faults={update.faults} />
    </Change>
  );
}

function NewSecret({ hook, close }: { hook: Hook; close: () => void }): ReactNode {
  const rotate = useAction(ROTATE, ["overlapSeconds"]);
  return (
    <MakesSecret
      title={t("A new secret for {url}", { url: hook.url })}
      go={t("Make the secret")}
      action={rotate}
      input={(given) => ({
        id: hook.id,
        version: hook.version,
        overlapSeconds: Number(given.text("overlapSeconds")),
      })}
      close={close}
    >
      <Overlap faults={rotate.faults} />
    </MakesSecret>
  );
}
