// Where something stands and which of the known things it is; a new one is described on the spot.
import type { ReactNode } from "react";
import type { Fault } from "../../api/action.ts";
import { graphql } from "../../api/graphql.ts";
import { useReading } from "../../api/reading.ts";
import { Choice, Field } from "../../ui/fields.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { t } from "../../words/words.ts";

const PLACES = graphql(`
  query Places($sites: SiteWhere, $assets: AssetWhere) {
    sites(where: $sites, first: 100) {
      nodes {
        id
        name
      }
    }
    assets(where: $assets, first: 100) {
      nodes {
        id
        name
        serialNumber
        site {
          id
        }
      }
    }
  }
`);

const NEW = "new";
export const ABOUT_NEW = ["name", "manufacturer", "model", "serialNumber"] as const;
type AboutNew = Partial<Record<(typeof ABOUT_NEW)[number], string>>;

/** What is chosen: the ids of a site and of an asset, empty where none is, and what a new asset is. */
export interface Chosen {
  site: string;
  asset: string;
  about: AboutNew;
}

export const NOTHING: Chosen = { site: "", asset: "", about: {} };

/** What the address of the page names. */
export const chosenOf = (asked: URLSearchParams): Chosen => ({
  ...NOTHING,
  site: asked.get("site") ?? "",
  asset: asked.get("asset") ?? "",
});

interface ChosenInput {
  siteId: string | null;
  assetId: string | null;
  newAsset: (AboutNew & { name: string }) | null;
}

/** The same as the contract takes it. */
export const inputOf = ({ site, asset, about }: Chosen): ChosenInput => ({
  siteId: site || null,
  assetId: asset && asset !== NEW ? asset : null,
  newAsset: asset === NEW ? { ...about, name: about.name ?? "" } : null,
});

interface Props {
  /** The customer whose places are offered; empty for all that the reader sees. */
  customer: string;
  chosen: Chosen;
  choose: (chosen: Chosen) => void;
  faults: Fault[];
}

export function AssetChoice({ customer, chosen, choose, faults }: Props): ReactNode {
  const { site, asset } = chosen;
  const where = customer ? { customerId: [customer] } : null;
  const reading = useReading(PLACES, { sites: where, assets: where });
  return (
    <Loaded reading={reading} lines={2}>
      {({ sites, assets }) => (
        <>
          {sites && sites.nodes.length > 0 && (
            <Choice
              label={t("Where is it?")}
              name="siteId"
              value={site}
              faults={faults}
              onChange={({ target }) => {
                choose({ ...chosen, site: target.value, asset: "" });
              }}
            >
              <option value="">{t("Please choose")}</option>
              {sites.nodes.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </Choice>
          )}
          <Choice
            label={t("What is it about?")}
            name="assetId"
            value={asset}
            faults={faults}
            onChange={({ target }) => {
              choose({ ...chosen, asset: target.value });
            }}
          >
            <option value="">{t("Please choose")}</option>
            {assets?.nodes
              .filter((each) => !site || each.site?.id === site)
              .map(({ id, name, serialNumber }) => (
                <option key={id} value={id}>
                  {[name, serialNumber].filter(Boolean).join(", ")}
                </option>
              ))}
            <option value={NEW}>{t("Something else …")}</option>
          </Choice>
          {asset === NEW && <NewAsset chosen={chosen} choose={choose} faults={faults} />}
        </>
      )}
    </Loaded>
  );
}

function NewAsset({ chosen, choose, faults }: Omit<Props, "customer">): ReactNode {
  const { about } = chosen;
  const labels = {
    name: t("What is it?"),
    manufacturer: t("Manufacturer (optional)"),
    model: t("Model (optional)"),
    serialNumber: t("Serial number (optional)"),
  };
  return (
    <fieldset className="new-asset">
      <legend>{t("Something new")}</legend>
      {ABOUT_NEW.map((name) => (
        <Field
          key={name}
          label={labels[name]}
          name={`newAsset.${name}`}
          required={name === "name"}
          value={about[name] ?? ""}
          faults={faults}
          onChange={({ target }) => {
            choose({ ...chosen, about: { ...about, [name]: target.value } });
          }}
        />
      ))}
    </fieldset>
  );
}
