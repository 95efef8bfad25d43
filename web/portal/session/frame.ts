// What is read before anything is shown: the business, and who is signed in.
import { graphql, type ResultOf } from "../api/graphql.ts";

export const FRAME = graphql(`
  query Frame {
    portal {
      name
      logoUrl
      supportEmail
      supportPhone
      timeZone
      maxUploadBytes
      uploadTypes {
        contentType
        extensions
      }
    }
    viewer {
      id
      kind
      permissions
      contact {
        id
        name
        displayName
        locale
        timeZone
      }
      staffMember {
        id
        name
      }
      parties(first: 1) {
        nodes {
          id
        }
      }
      memberships(first: 100) {
        nodes {
          id
          role
          rights
          customer {
            id
            name
            code
          }
        }
      }
    }
  }
`);

/** The position in the log before the first page is read: live data begins there. */
export const CURSOR = graphql(`
  query Cursor {
    eventCursor
  }
`);

export type Frame = ResultOf<typeof FRAME>;
export type Business = Frame["portal"];
export type Viewer = NonNullable<Frame["viewer"]>;
