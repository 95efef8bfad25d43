// A customer's details, and how its invoices are approved, changed.
import type { ReactNode } from "react";
import { useAction } from "../../api/action.ts";
import { FAULTS } from "../../api/faults.ts";
import { graphql, type Enum } from "../../api/graphql.ts";
import { Choice, Field } from "../../ui/fields.tsx";
import { t } from "../../words/words.ts";
import { approvalModes } from "../names.ts";
import { ADDRESS_FIELDS, addressIn, AddressFields } from "../ui/address.tsx";
import { Change } from "../../ui/changes/change.tsx";
import { CUSTOMER, type Customer } from "./customer.ts";

const UPDATE = graphql(
  `
    mutation UpdateCustomer($input: CustomerUpdateInput!) {
      customerUpdate(input: $input) {
        customer {
          ...Customer
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [CUSTOMER, FAULTS],
);
const APPROVAL = graphql(
  `
    mutation UpdateApproval($input: ApprovalPreferencesUpdateInput!) {
      approvalPreferencesUpdate(input: $input) {
        customer {
          ...Customer
        }
        userErrors {
          ...Faults
        }
        warnings {
          message
        }
      }
    }
  `,
  [CUSTOMER, FAULTS],
);

interface Props {
  customer: Customer;
  close: () => void;
}

export function EditCustomer({ customer, close }: Props): ReactNode {
  const update = useAction(UPDATE, [
    "name",
    "code",
    "timeZone",
    "externalReference",
    ...ADDRESS_FIELDS("billingAddress"),
  ]);
  return (
    <Change
      title={t("Change the details")}
      go={t("Save")}
      action={update}
      input={(given) => ({
        id: customer.id,
        version: customer.version,
        name: given.text("name"),
        code: given.text("code"),
        timeZone: given.text("timeZone"),
        externalReference: given.optional("externalReference"),
        billingAddress: addressIn(given, "billingAddress"),
      })}
      close={close}
    >
      <Field label={t("Name")} name="name" required defaultValue={customer.name} faults={update.faults} />
      <div className="two">
        <Field label={t("Code")} name="code" required defaultValue={customer.code} faults={update.faults} />
        <Field
          label={t("Time zone")}
          name="timeZone"
          required
          defaultValue={customer.timeZone}
          faults={update.faults}
        />
      </div>
      <Field
        label={t("Id elsewhere")}
        name="externalReference"
        defaultValue={customer.externalReference ?? ""}
        faults={update.faults}
      />
      <AddressFields name="billingAddress" of={customer.billingAddress} faults={update.faults} />
    </Change>
  );
}

export function EditApproval({ customer, close }: Props): ReactNode {
  const update = useAction(APPROVAL, ["mode", "approverId", "channel"]);
  const { mode, channel, approver } = customer.approvalPreferences;
  return (
    <Change
      title={t("Approval of invoices")}
      go={t("Save")}
      action={update}
      input={(given) => ({
        customerId: customer.id,
        mode: given.one<Enum<"ApprovalMode">>("mode"),
        channel: given.one<Enum<"Channel">>("channel"),
        approverId: given.optional("approverId"),
      })}
      close={close}
    >
      <Choice label={t("Who approves")} name="mode" defaultValue={mode} faults={update.faults}>
        {Object.entries(approvalModes()).map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </Choice>
      <Choice label={t("Approver")} name="approverId" defaultValue={approver?.id ?? ""} faults={update.faults}>
        <option value="">{t("Everybody who may")}</option>
        {customer.memberships.nodes.map(({ contact }) => (
          <option key={contact.id} value={contact.id}>
            {contact.name}
          </option>
        ))}
      </Choice>
      <Choice label={t("Asked by")} name="channel" defaultValue={channel} faults={update.faults}>
        <option value="EMAIL">{t("E-mail")}</option>
        <option value="SMS">{t("Text message")}</option>
      </Choice>
    </Change>
  );
}
