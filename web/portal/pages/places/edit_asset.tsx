// What an asset is, put right.
import type { ReactNode } from "react";
import { newKey, useAction, type Fault } from "../../api/action.ts";
import { graphql } from "../../api/graphql.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/fields.tsx";
import { Form, written } from "../../ui/form.tsx";
import { t } from "../../words/words.ts";
import { ASSET_ROW, type AssetRow } from "./rows.ts";

const UPDATE = graphql(
  `
    mutation AssetUpdate($input: AssetUpdateInput!) {
      assetUpdate(input: $input) {
        asset {
          ...AssetRow
          version
        }
        userErrors {
          code
          message
          field
        }
      }
    }
  `,
  [ASSET_ROW],
);

export function EditAsset({ asset, close }: { asset: AssetRow & { version: number }; close: () => void }): ReactNode {
  const update = useAction(UPDATE, ["name", "manufacturer", "model", "serialNumber"]);

  async function submit(given: FormData): Promise<boolean> {
    const changed = await update.run({
      id: asset.id,
      version: asset.version,
      name: written(given, "name"),
      manufacturer: written(given, "manufacturer") || null,
      model: written(given, "model") || null,
      serialNumber: written(given, "serialNumber") || null,
      idempotencyKey: newKey(),
    });
    if (changed) close();
    return changed !== undefined;
  }

  return (
    <Dialog title={asset.name} close={close}>
      <Form action={update} go={t("Save")} done="" submit={submit}>
        <AssetFields of={asset} faults={update.faults} />
      </Form>
    </Dialog>
  );
}

export function AssetFields({ of, faults }: { of?: AssetRow; faults: Fault[] }): ReactNode {
  return (
    <>
      <Field label={t("What is it?")} name="name" required defaultValue={of?.name} faults={faults} />
      <Field
        label={t("Manufacturer (optional)")}
        name="manufacturer"
        defaultValue={of?.manufacturer ?? ""}
        faults={faults}
      />
      <Field label={t("Model (optional)")} name="model" defaultValue={of?.model ?? ""} faults={faults} />
      <Field
        label={t("Serial number (optional)")}
        name="serialNumber"
        defaultValue={of?.serialNumber ?? ""}
        faults={faults}
      />
    </>
  );
}
