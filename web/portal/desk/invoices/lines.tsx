// The lines of a draft, each with its fields; their names are those of the contract, which names what it refuses.
import type { ReactNode } from "react";
import { faultsAt, newKey, type Fault } from "../../api/action.ts";
import type { Enum } from "../../api/graphql.ts";
import { Problem } from "../../ui/bits.tsx";
import { Choice, Field } from "../../ui/fields.tsx";
import { t } from "../../words/words.ts";
import { lineKinds } from "../names.ts";
import type { Given } from "../../ui/changes/given.ts";
import type { WholeInvoice } from "./invoice.ts";

type Line = WholeInvoice["drafted"][number];

/** A line of the form; `id` where the draft has it already. */
export interface ShownLine {
  key: string;
  id?: string;
  line?: Line;
}

interface Entered {
  id?: string;
  description: string;
  kind: Enum<"LineKind">;
  quantity: string;
  unitPrice: string;
  taxRate: string;
}

const FIELDS = ["description", "kind", "quantity", "unitPrice", "taxRate"];

/** The names of the fields of all lines, and of the lines themselves. */
export const SHOWN = (lines: ShownLine[]): string[] => [
  "lines",
  ...lines.flatMap((_, index) => FIELDS.map((field) => `lines.${index}.${field}`)),
];

export const newLine = (): ShownLine => ({ key: newKey() });
export const shownLine = (line: Line): ShownLine => ({ key: line.id, id: line.id, line });

export const linesIn = (given: Given, lines: ShownLine[]): Entered[] =>
  lines.map(({ id }, index) => ({
    ...(id && { id }),
    description: given.text(`lines.${index}.description`),
    kind: given.one<Enum<"LineKind">>(`lines.${index}.kind`),
    quantity: given.text(`lines.${index}.quantity`),
    unitPrice: given.text(`lines.${index}.unitPrice`),
    taxRate: given.text(`lines.${index}.taxRate`),
  }));

interface Props {
  lines: ShownLine[];
  setLines: (lines: ShownLine[]) => void;
  currency: string;
  faults: Fault[];
}

export function LineFields({ lines, setLines, currency, faults }: Props): ReactNode {
  return (
    <>
      {lines.map(({ key, line }, index) => (
        <fieldset key={key} className="new-asset">
          <legend>{t("Item {n}", { n: index + 1 })}</legend>
          <OneLine index={index} line={line} currency={currency} faults={faults} />
          {lines.length > 1 && (
            <button
              type="button"
              className="button small"
              onClick={() => {
                setLines(lines.filter((each) => each.key !== key));
              }}
            >
              {t("Remove the item")}
            </button>
          )}
        </fieldset>
      ))}
      <Problem>{faultsAt(faults, "lines")}</Problem>
      <button
        type="button"
        className="button add"
        onClick={() => {
          setLines([...lines, newLine()]);
        }}
      >
        {t("Add an item")}
      </button>
    </>
  );
}

function OneLine(props: { index: number; line: Line | undefined; currency: string; faults: Fault[] }): ReactNode {
  const { index, line, currency, faults } = props;
  const name = (field: string): string => `lines.${index}.${field}`;
  return (
    <>
      <Field
        label={t("Description")}
        name={name("description")}
        required
        defaultValue={line?.description}
        faults={faults}
      />
      <div className="two">
        <Choice label={t("Kind")} name={name("kind")} defaultValue={line?.kind} faults={faults}>
          {Object.entries(lineKinds()).map(([value, shown]) => (
            <option key={value} value={value}>
              {shown}
            </option>
          ))}
        </Choice>
        <Field
          label={t("Quantity")}
          name={name("quantity")}
          inputMode="decimal"
          required
          defaultValue={line?.quantity ?? "1"}
          faults={faults}
        />
        <Field
          label={t("Price of one in {currency}, without tax", { currency })}
          name={name("unitPrice")}
          inputMode="decimal"
          required
          defaultValue={line?.unitPrice.amount}
          faults={faults}
        />
        <Field
          label={t("Tax in percent")}
          name={name("taxRate")}
          inputMode="decimal"
          required
          defaultValue={line?.taxRate ?? "20"}
          faults={faults}
        />
      </div>
    </>
  );
}
