// What the page of an asset shows of it, also after a change.
import { graphql, type ResultOf } from "../../api/graphql.ts";
import { ASSET_ROW } from "../../pages/places/rows.ts";

export const ASSET = graphql(
  `
    fragment DeskAsset on Asset {
      ...AssetRow
      version
      externalReference
      archivedAt
      viewerCanUpdate
      viewerCanArchive
      viewerCanRestore
    }
  `,
  [ASSET_ROW],
);

export type DeskAsset = ResultOf<typeof ASSET>;
