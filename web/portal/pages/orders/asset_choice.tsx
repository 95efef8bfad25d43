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

export const NEW = "new";
export const ABOUT_NEW = ["name", "manufacturer", "model", "serialNumber"] as const;
export type AboutNew = Partial<Record<(typeof ABOUT_NEW)[number], string>>;

interface Props {
  /** The customer whose places are offered; empty for all that the reader sees. */
  customer: string;
  site: string;
  setSite: (id: string) => void;
  asset: string;
  setAsset: (id: string) => void;
  about: AboutNew;
  setAbout: (about: AboutNew) => void;
  faults: Fault[];
}

export function AssetChoice(props: Props): ReactNode {
  const { customer, site, setSite, asset, setAsset, about, setAbout, faults } = props;
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
                setSite(target.value);
                setAsset("");
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
              setAsset(target.value);
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
          {asset === NEW && <NewAsset about={about} setAbout={setAbout} faults={faults} />}
        </>
      )}
    </Loaded>
  );
}

function NewAsset({ about, setAbout, faults }: Pick<Props, "about" | "setAbout" | "faults">): ReactNode {
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
            setAbout({ ...about, [name]: target.value });
          }}
        />
      ))}
    </fieldset>
  );
}
