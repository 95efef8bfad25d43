// What lists show of an asset and of a site.
import { graphql, type ResultOf } from "../../api/graphql.ts";

export const ASSET_ROW = graphql(`
  fragment AssetRow on Asset {
    id
    name
    manufacturer
    model
    serialNumber
    site {
      id
      name
    }
    customer {
      id
      name
      code
    }
  }
`);

export const SITE_ROW = graphql(`
  fragment SiteRow on Site {
    id
    name
    address {
      line1
      line2
      city
      postalCode
    }
    customer {
      id
      name
      code
    }
  }
`);

export type AssetRow = ResultOf<typeof ASSET_ROW>;
export type SiteRow = ResultOf<typeof SITE_ROW>;

export const assetPath = ({ id }: { id: string }): string => `/assets/${encodeURIComponent(id)}`;
export const sitePath = ({ id }: { id: string }): string => `/sites/${encodeURIComponent(id)}`;

/** An address in one line. */
export const inOneLine = ({ line1, line2, postalCode, city }: SiteRow["address"]): string =>
  [line1, line2, [postalCode, city].filter(Boolean).join(" ")].filter(Boolean).join(", ");
