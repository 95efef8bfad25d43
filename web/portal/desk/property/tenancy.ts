// What the page of a tenancy shows staff of it, also after a change.
import { graphql, type ResultOf } from "../../api/graphql.ts";
import { TENANCY } from "../../pages/property/tenancy.tsx";

export const STAFF_TENANCY = graphql(
  `
    fragment StaffTenancy on Tenancy {
      ...Tenancy
      viewerCanActivate
      viewerCanEnd
      viewerCanGiveNotice
      viewerCanUpdate
      customer {
        id
        name
        code
        currency
      }
    }
  `,
  [TENANCY],
);

export type StaffTenancy = ResultOf<typeof STAFF_TENANCY>;

export const tenancyPath = ({ id }: { id: string }): string => `/tenancies/${encodeURIComponent(id)}`;
