// Operations with the types of the contract: graphql(`query …`) knows its variables and its result.
import { initGraphQLTada } from "gql.tada";
import type { introspection } from "../generated/contract.d.ts";

export const graphql = initGraphQLTada<{
  introspection: introspection;
  disableMasking: true;
  scalars: {
    ByteCount: number;
    CountryCode: string;
    CurrencyCode: string;
    Date: string;
    DateTime: string;
    Decimal: string;
    EmailAddress: string;
    EventCursor: string;
    Locale: string;
    PhoneNumber: string;
    TimeZone: string;
    URL: string;
  };
}>();

export type { ResultOf, VariablesOf } from "gql.tada";

/** The values of an enumeration of the contract. */
export type Enum<Name extends Parameters<typeof graphql.scalar>[0]> = ReturnType<typeof graphql.scalar<Name>>;
