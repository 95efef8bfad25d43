// What an entry of a timeline has, whatever it tells.
import { graphql, type ResultOf } from "../../api/graphql.ts";

export const FILE = graphql(`
  fragment File on Attachment {
    id
    filename
    contentType
    size
    ofProperty
    viewerCanRemove
    removal {
      removedAt
    }
    thumbnail {
      url
    }
  }
`);

export const ENTRY = graphql(
  `
    fragment Entry on TimelineEntry {
      __typename
      id
      kind
      occurredAt
      visibility
      viewerCanRedact
      actor {
        kind
        name
      }
      removal {
        removedAt
        reason
      }
      ... on Note {
        body
        ofProperty
        quotedText
        attachments {
          ...File
        }
      }
      ... on AttachmentAdded {
        attachment {
          ...File
        }
      }
      ... on StatusChange {
        toStatus
        comment
      }
      ... on VisitScheduled {
        scheduledFor
      }
      ... on TechniciansAssigned {
        technicians {
          id
          name
        }
      }
      ... on WorkRecorded {
        summary
      }
      ... on RecommendationPosted {
        recommendation {
          id
          title
        }
      }
      ... on RecommendationAnswered {
        answer
        comment
        recommendation {
          id
          title
        }
      }
      ... on RecommendationReplied {
        comment
        recommendation {
          id
          title
        }
      }
      ... on RecommendationWithdrawn {
        comment
        recommendation {
          id
          title
        }
      }
    }
  `,
  [FILE],
);

export type Entry = ResultOf<typeof ENTRY>;
export type File = ResultOf<typeof FILE>;
