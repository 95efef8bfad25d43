// An asset is added at a site, or changed: what it is, whose, and where it stands.
import type { ReactNode } from "react";
import { useNavigate } from "react-router";
import { useAction, type Fault } from "../../api/action.ts";
import { FAULTS } from "../../api/faults.ts";
import { graphql } from "../../api/graphql.ts";
import { AssetFields } from "../../pages/places/edit_asset.tsx";
import { assetPath } from "../../pages/places/rows.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/fields.tsx";
import { t } from "../../words/words.ts";
import { Change, Form } from "../../ui/changes/change.tsx";
import { Find } from "../ui/find.tsx";
import type { Given } from "../../ui/changes/given.ts";
import { ASSET, type DeskAsset } from "./asset.ts";
import type { Site } from "./site.ts";

const CREATE = graphql(
  `
    mutation CreateAsset($input: AssetCreateInput!) {
      assetCreate(input: $input) {
        asset {
          ...DeskAsset
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [ASSET, FAULTS],
);
const UPDATE = graphql(
  `
    mutation UpdateAsset($input: AssetUpdateInput!) {
      assetUpdate(input: $input) {
        asset {
          ...DeskAsset
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [ASSET, FAULTS],
);

const FIELDS = ["name", "manufacturer", "model", "serialNumber", "externalReference", "siteId", "customerId"];

interface Details {
  name: string;
  manufacturer: string | null;
  model: string | null;
  serialNumber: string | null;
  externalReference: string | null;
}

const detailsIn = (given: Given): Details => ({
  name: given.text("name"),
  manufacturer: given.optional("manufacturer"),
  model: given.optional("model"),
  serialNumber: given.optional("serialNumber"),
  externalReference: given.optional("externalReference"),
});

function Fields({ of, faults }: { of?: DeskAsset; faults: Fault[] }): ReactNode {
  return (
    <>
      <AssetFields {...(of && { of })} faults={faults} />
      <Field
        label={t("Id elsewhere (optional)")}
        name="externalReference"
        defaultValue={of?.externalReference ?? ""}
        faults={faults}
      />
    </>
  );
}

export function NewAsset({ site, close }: { site: Site; close: () => void }): ReactNode {
  const create = useAction(CREATE, FIELDS);
  const navigate = useNavigate();
  return (
    <Dialog title={t("New asset at {site}", { site: site.name })} close={close}>
      <Form
        go={t("Add")}
        action={create}
        input={(given) => ({ ...detailsIn(given), siteId: site.id, customerId: site.customer?.id ?? null })}
        done={({ asset }) => {
          if (asset) void navigate(assetPath(asset));
        }}
        back={close}
      >
        <Fields faults={create.faults} />
      </Form>
    </Dialog>
  );
}

export function EditDeskAsset({ asset, close }: { asset: DeskAsset; close: () => void }): ReactNode {
  const update = useAction(UPDATE, FIELDS);
  return (
    <Change
      title={t("Change the details")}
      go={t("Save")}
      action={update}
      input={(given) => ({ id: asset.id, version: asset.version, ...detailsIn(given) })}
      close={close}
    >
      <Fields of={asset} faults={update.faults} />
    </Change>
  );
}

/** It goes to another site, and to another customer if one is chosen; what was done to it stays where it was. */
export function MoveAsset({ asset, close }: { asset: DeskAsset; close: () => void }): ReactNode {
  const update = useAction(UPDATE, ["siteId", "customerId"]);
  return (
    <Change
      title={t("Move {name}", { name: asset.name })}
      about={t("Its former orders stay with the former site and customer.")}
      go={t("Move elsewhere")}
      action={update}
      input={(given) => {
        const [siteId, customerId] = [given.optional("siteId"), given.optional("customerId")];
        return {
          id: asset.id,
          version: asset.version,
          ...(siteId !== null && { siteId }),
          ...(customerId !== null && { customerId }),
        };
      }}
      close={close}
    >
      <Find label={t("New site")} name="siteId" type="SITE" faults={update.faults} isOptional />
      <Find label={t("New customer (optional)")} name="customerId" type="CUSTOMER" faults={update.faults} isOptional />
    </Change>
  );
}
