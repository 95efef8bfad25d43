// What the page of a contact shows of it, also after a change.
import { graphql, type ResultOf } from "../../api/graphql.ts";

export const CONTACT = graphql(`
  fragment Contact on Contact {
    id
    version
    name
    displayName
    email
    mobile
    mobileVerifiedAt
    notificationEmail
    country
    locale
    timeZone
    externalReference
    archivedAt
    erasedAt
    createdAt
    viewerCanUpdate
    viewerCanArchive
    viewerCanRestore
    viewerCanErase
    portalAccess {
      status
      username
      isLocked
      invitedAt
      invitationExpiresAt
      activatedAt
      lastSignedInAt
      viewerCanCancelInvitation
      viewerCanChangeUsername
      viewerCanInvite
      viewerCanRevoke
      viewerCanStartPasswordReset
      viewerCanUnlock
    }
    memberships(first: 50) {
      nodes {
        id
        version
        role
        rights
        viewerCanUpdate
        viewerCanRemove
        customer {
          id
          name
          code
        }
      }
    }
    parties(first: 50) {
      nodes {
        id
        role
        startsOn
        endsOn
        site {
          id
          name
        }
      }
    }
  }
`);

export type Contact = ResultOf<typeof CONTACT>;
export type Access = NonNullable<Contact["portalAccess"]>;
