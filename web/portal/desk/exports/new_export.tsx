// What is to be in an export, and in which form.
import type { ReactNode } from "react";
import { useAction } from "../../api/action.ts";
import { FAULTS } from "../../api/faults.ts";
import { graphql, type Enum } from "../../api/graphql.ts";
import { Choice } from "../../ui/fields.tsx";
import { t } from "../../words/words.ts";
import { exportContents } from "../names.ts";
import { Change } from "../../ui/changes/change.tsx";
import { Find } from "../ui/find.tsx";
import { Ticks } from "../ui/ticks.tsx";
import { EXPORT } from "./export.ts";

const CREATE = graphql(
  `
    mutation CreateExport($input: BulkExportCreateInput!) {
      bulkExportCreate(input: $input) {
        bulkExport {
          ...Export
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [EXPORT, FAULTS],
);

export function NewExport({ close }: { close: () => void }): ReactNode {
  const create = useAction(CREATE, ["contents", "form", "customerId"]);
  return (
    <Change
      title={t("New export")}
      about={t("It has what you see yourself. It is written in the background, and kept for some days.")}
      go={t("Write it")}
      action={create}
      input={(given) => ({
        contents: given.all<Enum<"BulkExportContent">>("contents"),
        form: given.one<Enum<"BulkExportForm">>("form"),
        customerId: given.optional("customerId"),
      })}
      close={close}
    >
      <Ticks
        label={t("Contents")}
        name="contents"
        options={Object.entries(exportContents())}
        chosen={["ORDERS", "INVOICES"]}
        faults={create.faults}
      />
      <Choice label={t("Form")} name="form" faults={create.faults}>
        <option value="CSV">{t("Tables for a spreadsheet (CSV)")}</option>
        <option value="NDJSON">{t("For programs (JSON, a line for each)")}</option>
      </Choice>
      <Find
        label={t("Of one customer only (optional)")}
        name="customerId"
        type="CUSTOMER"
        faults={create.faults}
        isOptional
      />
    </Change>
  );
}
