// An order that staff open for a customer who has called or come by.
import { useState, type ReactNode } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { useAction } from "../../api/action.ts";
import { FAULTS } from "../../api/faults.ts";
import { graphql, type Enum, type ResultOf } from "../../api/graphql.ts";
import { useReading } from "../../api/reading.ts";
import { ABOUT_NEW, AssetChoice, chosenOf, inputOf } from "../../pages/orders/asset_choice.tsx";
import { orderPath } from "../../pages/orders/rows.ts";
import { Back, Heading, Section } from "../../ui/bits.tsx";
import { Area, Choice, Field } from "../../ui/fields.tsx";
import { Loaded, NotFound } from "../../ui/loaded.tsx";
import { UploadList, useUploads } from "../../ui/uploads.tsx";
import { orderKind, priority } from "../../words/names.ts";
import { t } from "../../words/words.ts";
import { Form } from "../../ui/changes/change.tsx";
import { ForWhom } from "../ui/for_whom.tsx";
import { DESK_ORDER } from "./rows.tsx";
import { PRIORITIES } from "./statuses.ts";

const CUSTOMER = graphql(`
  query OrderSubject($customer: ID!) {
    customer(id: $customer) {
      id
      name
      viewerCanOpenOrder
    }
  }
`);
const CREATE = graphql(
  `
    mutation OpenOrder($input: OrderCreateInput!) {
      orderCreate(input: $input) {
        order {
          ...DeskOrder
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [DESK_ORDER, FAULTS],
);

type Customer = NonNullable<ResultOf<typeof CUSTOMER>["customer"]>;

const SHOWN = [
  ...["problemSummary", "problemDetail", "externalReference", "siteId", "assetId"],
  ...ABOUT_NEW.map((name) => `newAsset.${name}`),
];
const KINDS = ["SERVICE_CALL", "WALK_IN_REPAIR"];

/** For the customer that the address names; without one, the customer is chosen first. */
export function DeskNewOrder(): ReactNode {
  const [asked] = useSearchParams();
  const customer = asked.get("customer");
  const title = t("New order");
  return (
    <div className="narrow">
      <Heading title={title} above={<Back to="/orders">{t("All orders")}</Back>}>
        {title}
      </Heading>
      {customer ? <ForCustomer id={customer} /> : <ForWhom />}
    </div>
  );
}

function ForCustomer({ id }: { id: string }): ReactNode {
  const reading = useReading(CUSTOMER, { customer: id });
  return (
    <Loaded reading={reading}>
      {({ customer }) => (customer?.viewerCanOpenOrder ? <Create customer={customer} /> : <NotFound />)}
    </Loaded>
  );
}

function Create({ customer }: { customer: Customer }): ReactNode {
  const [asked] = useSearchParams();
  const [chosen, choose] = useState(() => chosenOf(asked));
  const uploads = useUploads();
  const create = useAction(CREATE, SHOWN);
  const navigate = useNavigate();
  return (
    <Section title={customer.name}>
      <Form
        go={t("Open the order")}
        action={create}
        isReady={uploads.areSent}
        input={(given) => ({
          customerId: customer.id,
          kind: given.one<Enum<"OrderKind">>("kind"),
          priority: given.one<Enum<"OrderPriority">>("priority"),
          problemSummary: given.text("problemSummary"),
          problemDetail: given.optional("problemDetail"),
          externalReference: given.optional("externalReference"),
          ...inputOf(chosen),
          uploadIds: uploads.ids,
        })}
        done={({ order }) => {
          if (order) void navigate(orderPath(order));
        }}
      >
        <Field label={t("In a few words")} name="problemSummary" required faults={create.faults} />
        <Area label={t("Details")} name="problemDetail" faults={create.faults} />
        <div className="two">
          <Choice label={t("Kind")} name="kind" faults={create.faults}>
            {KINDS.map((kind) => (
              <option key={kind} value={kind}>
                {orderKind(kind)}
              </option>
            ))}
          </Choice>
          <Choice label={t("Priority")} name="priority" defaultValue="NORMAL" faults={create.faults}>
            {PRIORITIES.map((value) => (
              <option key={value} value={value}>
                {priority(value)}
              </option>
            ))}
          </Choice>
        </div>
        <AssetChoice customer={customer.id} chosen={chosen} choose={choose} faults={create.faults} />
        <Field label={t("Id elsewhere (optional)")} name="externalReference" faults={create.faults} />
        <UploadList uploads={uploads} label={t("Add files")} />
      </Form>
    </Section>
  );
}
