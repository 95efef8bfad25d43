// A tenancy as staff see it: its terms, its people, its rent and its documents.
import type { ReactNode } from "react";
import { Link, useParams } from "react-router";
import { graphql } from "../../api/graphql.ts";
import { useReading } from "../../api/reading.ts";
import { Charges, Statements, TenancyState, Terms } from "../../pages/property/tenancy.tsx";
import { sitePath } from "../../pages/places/rows.ts";
import { Back, Heading, Section } from "../../ui/bits.tsx";
import { Loaded, NotFound } from "../../ui/loaded.tsx";
import { t } from "../../words/words.ts";
import { Opens } from "../../ui/changes/change.tsx";
import { DeskDocuments } from "./documents.tsx";
import { STAFF_TENANCY, type StaffTenancy } from "./tenancy.ts";
import { EditTenancy } from "./tenancy_form.tsx";
import { Activate, EndTenancy, GiveNotice, TenantCards } from "./tenancy_steps.tsx";

const READ = graphql(
  `
    query DeskTenancy($id: ID!) {
      tenancy(id: $id) {
        ...StaffTenancy
      }
    }
  `,
  [STAFF_TENANCY],
);

export function TenancyPage(): ReactNode {
  const { id = "" } = useParams();
  const reading = useReading(READ, { id });
  return (
    <Loaded reading={reading} lines={8}>
      {({ tenancy }) => (tenancy ? <Shown tenancy={tenancy} /> : <NotFound />)}
    </Loaded>
  );
}

function Shown({ tenancy }: { tenancy: StaffTenancy }): ReactNode {
  const { site, customer } = tenancy;
  const title = t("Tenancy of {site}", { site: site?.name ?? "" });
  return (
    <>
      <Heading title={title} above={<Back to="/tenancies">{t("All tenancies")}</Back>}>
        {title}
      </Heading>
      <p className="under-heading">
        <TenancyState tenancy={tenancy} />
        {site && <Link to={sitePath(site)}>{site.name}</Link>}
        {customer && <Link to={`/customers/${customer.code}`}>{customer.name}</Link>}
      </p>
      <div className="buttons actions">
        {tenancy.viewerCanActivate && <Activate tenancy={tenancy} />}
        {tenancy.viewerCanUpdate && (
          <Opens label={t("Change the terms")}>{(close) => <EditTenancy tenancy={tenancy} close={close} />}</Opens>
        )}
        {tenancy.viewerCanGiveNotice && (
          <Opens label={t("Notice")}>{(close) => <GiveNotice tenancy={tenancy} close={close} />}</Opens>
        )}
        {tenancy.viewerCanEnd && (
          <Opens label={t("End the tenancy")}>{(close) => <EndTenancy tenancy={tenancy} close={close} />}</Opens>
        )}
      </div>
      <div className="columns">
        <div>
          <Section title={t("Terms")}>
            <Terms tenancy={tenancy} />
          </Section>
          <Section title={t("Rent")}>
            <Charges tenancy={tenancy} />
            <Statements tenancy={tenancy} />
          </Section>
        </div>
        <div>
          <Section title={t("Tenants")}>
            <TenantCards tenancy={tenancy} />
          </Section>
          {site && <DeskDocuments siteId={site.id} tenancyId={tenancy.id} />}
        </div>
      </div>
    </>
  );
}
