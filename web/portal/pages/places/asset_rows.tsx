// Assets as rows of a list.
import type { ReactNode } from "react";
import { Link } from "react-router";
import { useCompanies } from "../../ui/company.tsx";
import { assetPath, type AssetRow } from "./rows.ts";

export function AssetRows({ assets }: { assets: AssetRow[] }): ReactNode {
  const isOfSeveral = useCompanies().length > 1;
  return (
    <ul className="rows">
      {assets.map((asset) => (
        <li key={asset.id}>
          <Link className="row" to={assetPath(asset)}>
            <span className="row-main">
              <span className="row-title">{asset.name}</span>
              <span className="row-more">
                {[asset.manufacturer, asset.model, asset.serialNumber].filter(Boolean).join(" · ")}
              </span>
            </span>
            <span className="row-side row-more">
              {[asset.site?.name, isOfSeveral && asset.customer?.name].filter(Boolean).join(" · ")}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
