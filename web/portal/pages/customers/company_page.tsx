// A company that the reader belongs to: its details, its people, and who is to become one of them.
import type { ReactNode } from "react";
import { Link, useParams } from "react-router";
import { graphql, type ResultOf } from "../../api/graphql.ts";
import { useReading } from "../../api/reading.ts";
import { useSession } from "../../session/session.tsx";
import { Facts, Heading, Section } from "../../ui/bits.tsx";
import { useCompanies } from "../../ui/company.tsx";
import { Loaded, NotFound } from "../../ui/loaded.tsx";
import { country } from "../../words/formats.ts";
import { membershipRight, membershipRole } from "../../words/people.ts";
import { t } from "../../words/words.ts";
import { AccessRequests } from "./access_requests.tsx";
import { People } from "./people.tsx";

const COMPANY = graphql(`
  query Company($id: ID!) {
    customer(id: $id) {
      id
      name
      code
      timeZone
      currency
      viewerCanRequestAccess
      billingAddress {
        line1
        line2
        city
        region
        postalCode
        country
      }
    }
  }
`);

type Company = NonNullable<ResultOf<typeof COMPANY>["customer"]>;

export function CompanyPage(): ReactNode {
  const { code } = useParams();
  const company = useCompanies().find((each) => each.code === code);
  return company ? <Read id={company.id} /> : <NotFound />;
}

function Read({ id }: { id: string }): ReactNode {
  const reading = useReading(COMPANY, { id });
  return (
    <Loaded reading={reading} lines={8}>
      {({ customer }) => (customer ? <Shown company={customer} /> : <NotFound />)}
    </Loaded>
  );
}

function Shown({ company }: { company: Company }): ReactNode {
  return (
    <>
      <Heading title={company.name}>{company.name}</Heading>
      <nav className="buttons actions" aria-label={company.name}>
        <Link className="button" to={`/orders?company=${company.code}`}>
          {t("Orders")}
        </Link>
        <Link className="button" to={`/invoices?company=${company.code}`}>
          {t("Invoices")}
        </Link>
        <Link className="button" to={`/assets?company=${company.code}`}>
          {t("Assets")}
        </Link>
        <Link className="button" to={`/sites?company=${company.code}`}>
          {t("Sites")}
        </Link>
      </nav>
      <div className="columns">
        <div>
          <People company={company} />
          {company.viewerCanRequestAccess && <AccessRequests company={company} />}
        </div>
        <Section title={t("Details")}>
          <About company={company} />
        </Section>
      </div>
    </>
  );
}

function About({ company }: { company: Company }): ReactNode {
  const { viewer } = useSession();
  const mine = viewer.memberships.nodes.find(({ customer }) => customer.id === company.id);
  const address = company.billingAddress;
  return (
    <Facts
      of={[
        [t("Your role"), mine && membershipRole(mine.role)],
        [t("You may"), mine?.rights.map(membershipRight).join(" · ")],
        [t("Customer number"), company.code],
        [
          t("Bill to"),
          address &&
            [
              address.line1,
              address.line2,
              [address.postalCode, address.city].filter(Boolean).join(" "),
              address.region,
              country(address.country),
            ]
              .filter(Boolean)
              .join(", "),
        ],
        [t("Currency"), company.currency],
        [t("Time zone"), company.timeZone.replaceAll("_", " ")],
      ]}
    />
  );
}
