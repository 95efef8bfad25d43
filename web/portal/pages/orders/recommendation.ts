// What is shown of a recommendation.
import { graphql, type ResultOf } from "../../api/graphql.ts";
import { FILE } from "./entry.ts";

export const RECOMMENDATION = graphql(
  `
    fragment Recommendation on Recommendation {
      id
      version
      title
      detail
      status
      postedAt
      answeredAt
      answerComment
      viewerCanRespond
      estimate {
        amount
        currency
      }
      postedBy {
        name
      }
      answeredBy {
        name
      }
      attachments(first: 20) {
        nodes {
          ...File
        }
      }
    }
  `,
  [FILE],
);

export type Recommendation = ResultOf<typeof RECOMMENDATION>;
