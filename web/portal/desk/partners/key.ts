// What is shown of an API key and of a webhook, also after a change.
import { graphql, type ResultOf } from "../../api/graphql.ts";

export const KEY = graphql(`
  fragment Key on ApiKey {
    id
    version
    name
    hint
    scopes
    status
    expiresAt
    lastUsedAt
    formerSecretEndsAt
    viewerCanUpdate
    viewerCanRotate
    viewerCanRevoke
    customers {
      id
      name
    }
    createdBy {
      name
    }
  }
`);

export const HOOK = graphql(`
  fragment Hook on Webhook {
    id
    version
    url
    kinds
    status
    failingSince
    nextTryAt
    formerSecretEndsAt
    viewerCanUpdate
    apiKey {
      id
      name
    }
  }
`);

export type Key = ResultOf<typeof KEY>;
export type Hook = ResultOf<typeof HOOK>;
