// An invoice is drafted with its lines, and changed while it is a draft.
import { useState, type ReactNode } from "react";
import { useNavigate, useParams, useSearchParams } from "react-router";
import { useAction } from "../../api/action.ts";
import { FAULTS } from "../../api/faults.ts";
import { graphql } from "../../api/graphql.ts";
import { useReading } from "../../api/reading.ts";
import { invoicePath } from "../../pages/invoices/rows.ts";
import { Back, Heading, Section } from "../../ui/bits.tsx";
import { Field } from "../../ui/fields.tsx";
import { Loaded, NotFound } from "../../ui/loaded.tsx";
import { t } from "../../words/words.ts";
import { Form } from "../../ui/changes/change.tsx";
import { ForWhom } from "../ui/for_whom.tsx";
import { dayFromToday } from "../../ui/changes/moments.ts";
import { Tick } from "../ui/ticks.tsx";
import { WHOLE_INVOICE, type WholeInvoice } from "./invoice.ts";
import { LineFields, linesIn, newLine, shownLine, SHOWN, type ShownLine } from "./lines.tsx";

const SUBJECT = graphql(`
  query InvoiceSubject($customer: ID!, $order: ID!, $hasOrder: Boolean!) {
    customer(id: $customer) @skip(if: $hasOrder) {
      id
      name
      currency
    }
    order(by: { id: $order }) @include(if: $hasOrder) {
      id
      number
      problemSummary
      customer {
        id
        name
        currency
      }
    }
  }
`);
const CREATE = graphql(
  `
    mutation CreateInvoice($input: InvoiceCreateInput!) {
      invoiceCreate(input: $input) {
        invoice {
          ...WholeInvoice
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
  [WHOLE_INVOICE, FAULTS],
);
const READ = graphql(
  `
    query Draft($id: ID!) {
      invoice(by: { id: $id }) {
        ...WholeInvoice
      }
    }
  `,
  [WHOLE_INVOICE],
);
const UPDATE = graphql(
  `
    mutation UpdateInvoice($input: InvoiceUpdateInput!) {
      invoiceUpdate(input: $input) {
        invoice {
          ...WholeInvoice
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
  [WHOLE_INVOICE, FAULTS],
);

const DAYS_TO_PAY = 14;

/** For the customer, or for the order, that the address names; without one, the customer is chosen first. */
export function NewInvoice(): ReactNode {
  const [asked] = useSearchParams();
  const customer = asked.get("customer") ?? "";
  const order = asked.get("order") ?? "";
  const title = t("New invoice");
  return (
    <div className="narrow">
      <Heading title={title} above={<Back to="/invoices">{t("All invoices")}</Back>}>
        {title}
      </Heading>
      {customer || order ? <ForSubject customer={customer} order={order} /> : <ForWhom />}
    </div>
  );
}

function ForSubject({ customer, order }: { customer: string; order: string }): ReactNode {
  const reading = useReading(SUBJECT, { customer, order, hasOrder: order !== "" });
  return (
    <Loaded reading={reading}>
      {(data) => {
        const billed = data.order?.customer ?? data.customer;
        if (!billed) return <NotFound />;
        const about = data.order && [data.order.number, data.order.problemSummary].join(" ");
        return <Create customer={billed} order={order || null} about={about ?? null} />;
      }}
    </Loaded>
  );
}

interface CreateProps {
  customer: { id: string; name: string; currency: string };
  order: string | null;
  about: string | null;
}

function Create({ customer, order, about }: CreateProps): ReactNode {
  const [lines, setLines] = useState<ShownLine[]>(() => [newLine()]);
  const create = useAction(CREATE, ["dueOn", "externalReference", ...SHOWN(lines)]);
  const navigate = useNavigate();
  return (
    <Section title={[customer.name, about].filter(Boolean).join(", ")}>
      <Form
        go={t("Save")}
        action={create}
        input={(given) => ({
          customerId: customer.id,
          orderId: order,
          dueOn: given.text("dueOn"),
          externalReference: given.optional("externalReference"),
          lines: linesIn(given, lines),
          issue: given.ticked("issue"),
        })}
        done={({ invoice }) => {
          if (invoice) void navigate(invoicePath(invoice));
        }}
      >
        <Terms dueOn={dayFromToday(DAYS_TO_PAY)} faults={create.faults} />
        <LineFields lines={lines} setLines={setLines} currency={customer.currency} faults={create.faults} />
        <Tick label={t("Issue it at once")} name="issue" />
      </Form>
    </Section>
  );
}

export function EditInvoice(): ReactNode {
  const { number: id = "" } = useParams();
  const reading = useReading(READ, { id });
  return (
    <Loaded reading={reading}>
      {({ invoice }) => (invoice?.viewerCanUpdate ? <Edit invoice={invoice} /> : <NotFound />)}
    </Loaded>
  );
}

function Edit({ invoice }: { invoice: WholeInvoice }): ReactNode {
  const [lines, setLines] = useState<ShownLine[]>(() => invoice.drafted.map(shownLine));
  const update = useAction(UPDATE, ["dueOn", "externalReference", ...SHOWN(lines)]);
  const navigate = useNavigate();
  const back = invoicePath(invoice);
  const title = t("Change the draft");
  return (
    <div className="narrow">
      <Heading title={title} above={<Back to={back}>{t("Invoice {number}", { number: t("Draft") })}</Back>}>
        {title}
      </Heading>
      <Section title={invoice.customer?.name ?? title}>
        <Form
          go={t("Save")}
          action={update}
          input={(given) => ({
            id: invoice.id,
            version: invoice.version,
            dueOn: given.text("dueOn"),
            externalReference: given.optional("externalReference"),
            lines: linesIn(given, lines),
          })}
          done={() => void navigate(back)}
        >
          <Terms dueOn={invoice.dueOn ?? ""} reference={invoice.externalReference ?? ""} faults={update.faults} />
          <LineFields lines={lines} setLines={setLines} currency={invoice.total.currency} faults={update.faults} />
        </Form>
      </Section>
    </div>
  );
}

function Terms(props: {
  dueOn: string;
  reference?: string;
  faults: ReturnType<typeof useAction>["faults"];
}): ReactNode {
  const { dueOn, reference = "", faults } = props;
  return (
    <div className="two">
      <Field label={t("Due on")} name="dueOn" type="date" required defaultValue={dueOn} faults={faults} />
      <Field label={t("Id elsewhere (optional)")} name="externalReference" defaultValue={reference} faults={faults} />
    </div>
  );
}
