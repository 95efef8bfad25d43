// What a person's page shows of themselves, also after a change.
import { graphql, type ResultOf } from "../../api/graphql.ts";

export const CONTACT = graphql(`
  fragment Contact on Contact {
    id
    version
    name
    displayName
    email
    notificationEmail
    country
    locale
    timeZone
    mobile
    mobileVerifiedAt
  }
`);

export type Contact = ResultOf<typeof CONTACT>;
