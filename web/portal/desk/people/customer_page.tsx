// A customer: people, sites, how invoices are approved, and the latest orders and invoices.
import type { ReactNode } from "react";
import { Link, useParams } from "react-router";
import { useAction } from "../../api/action.ts";
import { FAULTS } from "../../api/faults.ts";
import { graphql } from "../../api/graphql.ts";
import { useReading } from "../../api/reading.ts";
import { InvoiceRows } from "../../pages/invoices/invoice_rows.tsx";
import { INVOICE_ROW } from "../../pages/invoices/rows.ts";
import { OrderRows } from "../../pages/orders/order_rows.tsx";
import { ORDER_ROW } from "../../pages/orders/rows.ts";
import { Back, Chip, Empty, Facts, Heading, Section } from "../../ui/bits.tsx";
import { Loaded, NotFound } from "../../ui/loaded.tsx";
import { country } from "../../words/formats.ts";
import { t } from "../../words/words.ts";
import { ACCESS_TONES, accessStatus, approvalModes, membershipRoles } from "../names.ts";
import { Do, Opens } from "../../ui/changes/change.tsx";
import { Row } from "../ui/rows.tsx";
import { CUSTOMER, type Customer } from "./customer.ts";
import { EditApproval, EditCustomer } from "./customer_form.tsx";

const BY_CODE = graphql(`
  query CustomerByCode($code: String!) {
    customers(search: $code, first: 50) {
      nodes {
        id
        code
      }
    }
  }
`);
const READ = graphql(
  `
    query CustomerPage($id: ID!) {
      customer(id: $id) {
        ...Customer
      }
    }
  `,
  [CUSTOMER],
);
const LATEST = graphql(
  `
    query Latest($id: ID!) {
      customer(id: $id) {
        id
        orders(first: 5) {
          nodes {
            ...OrderRow
          }
        }
        invoices(first: 5) {
          nodes {
            ...InvoiceRow
          }
        }
      }
    }
  `,
  [ORDER_ROW, INVOICE_ROW],
);
const ARCHIVE = graphql(
  `
    mutation ArchiveCustomer($input: CustomerArchiveInput!) {
      customerArchive(input: $input) {
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
const RESTORE = graphql(
  `
    mutation RestoreCustomer($input: CustomerRestoreInput!) {
      customerRestore(input: $input) {
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

export function CustomerPage(): ReactNode {
  const { code = "" } = useParams();
  const reading = useReading(BY_CODE, { code });
  return (
    <Loaded reading={reading} lines={8}>
      {({ customers }) => {
        const found = customers?.nodes.find((each) => each.code === code.toUpperCase());
        return found ? <ById id={found.id} /> : <NotFound />;
      }}
    </Loaded>
  );
}

function ById({ id }: { id: string }): ReactNode {
  const reading = useReading(READ, { id });
  return (
    <Loaded reading={reading} lines={8}>
      {({ customer }) => (customer ? <Shown customer={customer} /> : <NotFound />)}
    </Loaded>
  );
}

function Shown({ customer }: { customer: Customer }): ReactNode {
  return (
    <>
      <Heading title={customer.name} above={<Back to="/customers">{t("All customers")}</Back>}>
        {customer.name}
      </Heading>
      <p className="under-heading">
        <span>{customer.code}</span>
        {customer.archivedAt && <Chip tone="warn">{t("Archived")}</Chip>}
        {customer.hasAdministrator === false && <Chip tone="warn">{t("No administrator")}</Chip>}
      </p>
      <div className="columns">
        <div>
          <People customer={customer} />
          <Work customer={customer} />
        </div>
        <div>
          <About customer={customer} />
          <Section title={t("Sites")}>
            {customer.sites.nodes.length > 0 ? (
              <ul className="rows">
                {customer.sites.nodes.map(({ id, name, address }) => (
                  <Row key={id} to={`/sites/${id}`} title={name} more={[address.line1, address.city]} />
                ))}
              </ul>
            ) : (
              <Empty title={t("No sites yet")} />
            )}
          </Section>
        </div>
      </div>
    </>
  );
}

function People({ customer }: { customer: Customer }): ReactNode {
  const members = customer.memberships.nodes;
  return (
    <Section title={t("People")}>
      {members.length > 0 ? (
        <ul className="rows">
          {members.map(({ id, role, contact }) => (
            <Row key={id} to={`/contacts/${contact.id}`} title={contact.name} more={[membershipRoles()[role]]}>
              {contact.portalAccess && (
                <Chip tone={ACCESS_TONES[contact.portalAccess.status] ?? "calm"}>
                  {accessStatus(contact.portalAccess.status)}
                </Chip>
              )}
            </Row>
          ))}
        </ul>
      ) : (
        <Empty title={t("Nobody yet")}>
          <p>{t("Add contacts to this company on their pages.")}</p>
        </Empty>
      )}
    </Section>
  );
}

function Work({ customer }: { customer: Customer }): ReactNode {
  const reading = useReading(LATEST, { id: customer.id });
  return (
    <Loaded reading={reading}>
      {({ customer: latest }) =>
        latest && (
          <>
            <Section
              title={t("Latest orders")}
              aside={<Link to={`/orders?customer=${customer.id}`}>{t("All orders")}</Link>}
            >
              {latest.orders.nodes.length > 0 ? (
                <OrderRows orders={latest.orders.nodes} />
              ) : (
                <Empty title={t("No orders yet")} />
              )}
              {customer.viewerCanOpenOrder && (
                <div className="buttons">
                  <Link className="button" to={`/orders/new?customer=${customer.id}`}>
                    {t("New order")}
                  </Link>
                </div>
              )}
            </Section>
            <Section
              title={t("Latest invoices")}
              aside={<Link to={`/invoices?customer=${customer.id}`}>{t("All invoices")}</Link>}
            >
              {latest.invoices.nodes.length > 0 ? (
                <InvoiceRows invoices={latest.invoices.nodes} />
              ) : (
                <Empty title={t("No invoices yet")} />
              )}
              {customer.viewerCanInvoice && (
                <div className="buttons">
                  <Link className="button" to={`/invoices/new?customer=${customer.id}`}>
                    {t("New invoice")}
                  </Link>
                </div>
              )}
            </Section>
          </>
        )
      }
    </Loaded>
  );
}

function About({ customer }: { customer: Customer }): ReactNode {
  const archive = useAction(ARCHIVE);
  const restore = useAction(RESTORE);
  const { billingAddress: address, approvalPreferences: approval } = customer;
  const input = { id: customer.id, version: customer.version };
  const city = address && [address.postalCode, address.city].filter(Boolean).join(" ");
  return (
    <Section title={t("Details")}>
      <Facts
        of={[
          [
            t("Billing address"),
            address && [address.line1, address.line2, city, country(address.country)].filter(Boolean).join(", "),
          ],
          [t("Currency"), customer.currency],
          [t("Time zone"), customer.timeZone],
          [t("Id elsewhere"), customer.externalReference],
          [t("Approval of invoices"), approvalModes()[approval.mode]],
          [
            t("Approver"),
            approval.approver && <Link to={`/contacts/${approval.approver.id}`}>{approval.approver.displayName}</Link>,
          ],
        ]}
      />
      <div className="buttons">
        {customer.viewerCanUpdate && (
          <Opens label={t("Change the details")}>{(close) => <EditCustomer customer={customer} close={close} />}</Opens>
        )}
        {customer.viewerCanChangeApproval && (
          <Opens label={t("Change the approval")}>
            {(close) => <EditApproval customer={customer} close={close} />}
          </Opens>
        )}
        {customer.viewerCanArchive && <Do label={t("Archive")} action={archive} input={input} />}
        {customer.viewerCanRestore && <Do label={t("Restore")} action={restore} input={input} />}
      </div>
    </Section>
  );
}
