// What a mutation says where it refuses.
import { graphql } from "./graphql.ts";

export const FAULTS = graphql(`
  fragment Faults on UserError {
    code
    message
    field
  }
`);
