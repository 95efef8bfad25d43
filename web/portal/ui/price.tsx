// An amount of money with its currency.
import type { ReactNode } from "react";
import { faultsAt, type Fault } from "../api/action.ts";
import type { Given } from "./changes/given.ts";
import { currencyName } from "../words/formats.ts";
import { t } from "../words/words.ts";
import { Choice, Field } from "./fields.tsx";

interface Props {
  label: string;
  name: string;
  /** The amount that is there already, and its currency, or one that is likely. */
  of?: { amount: string; currency: string } | null | undefined;
  currency?: string | undefined;
  required?: boolean;
  faults: Fault[];
}

/** The names of the fields of the price that is called `name`. */
export const PRICE_FIELDS = (name: string): string[] => [name, `${name}.amount`, `${name}.currency`];

export function PriceField({ label, name, of, currency, required = false, faults }: Props): ReactNode {
  const whole = faultsAt(faults, name);
  return (
    <div className="pair">
      <Field
        label={label}
        name={`${name}.amount`}
        inputMode="decimal"
        required={required}
        defaultValue={of?.amount}
        faults={[...faults, ...(whole ? [{ code: "", message: whole, field: [name, "amount"] }] : [])]}
      />
      <Choice
        label={t("Currency")}
        name={`${name}.currency`}
        defaultValue={of?.currency ?? currency ?? "EUR"}
        faults={faults}
      >
        {Intl.supportedValuesOf("currency").map((code) => (
          <option key={code} value={code}>
            {currencyName(code)}
          </option>
        ))}
      </Choice>
    </div>
  );
}

/** The price that was entered; null where none was. */
export function priceIn(given: Given, name: string): { amount: string; currency: string } | null {
  const amount = given.text(`${name}.amount`);
  return amount ? { amount, currency: given.text(`${name}.currency`) } : null;
}
