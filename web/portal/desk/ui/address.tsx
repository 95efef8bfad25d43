// The fields of a postal address.
import type { ReactNode } from "react";
import type { Fault } from "../../api/action.ts";
import { Field } from "../../ui/fields.tsx";
import { t } from "../../words/words.ts";
import type { Given } from "../../ui/changes/given.ts";

interface Address {
  line1: string;
  line2: string | null;
  postalCode: string | null;
  city: string;
  region: string | null;
  country: string;
}

/** The names of the fields of the address that is called `name`. */
export const ADDRESS_FIELDS = (name: string): string[] =>
  ["line1", "line2", "postalCode", "city", "region", "country"].map((field) => `${name}.${field}`);

/** The address that was entered; null where nothing was. */
export function addressIn(given: Given, name: string): Address | null {
  const address = {
    line1: given.text(`${name}.line1`),
    line2: given.optional(`${name}.line2`),
    postalCode: given.optional(`${name}.postalCode`),
    city: given.text(`${name}.city`),
    region: given.optional(`${name}.region`),
    country: given.text(`${name}.country`).toUpperCase(),
  };
  return Object.values(address).some(Boolean) ? address : null;
}

export function AddressFields({ name, of, faults }: { name: string; of?: Address | null; faults: Fault[] }): ReactNode {
  return (
    <>
      <Field label={t("Street and number")} name={`${name}.line1`} defaultValue={of?.line1} faults={faults} />
      <Field
        label={t("Further line (optional)")}
        name={`${name}.line2`}
        defaultValue={of?.line2 ?? ""}
        faults={faults}
      />
      <div className="two">
        <Field
          label={t("Postal code")}
          name={`${name}.postalCode`}
          defaultValue={of?.postalCode ?? ""}
          faults={faults}
        />
        <Field label={t("Town")} name={`${name}.city`} defaultValue={of?.city} faults={faults} />
        <Field label={t("Region (optional)")} name={`${name}.region`} defaultValue={of?.region ?? ""} faults={faults} />
        <Field
          label={t("Country")}
          name={`${name}.country`}
          maxLength={2}
          placeholder="GB"
          defaultValue={of?.country}
          faults={faults}
        />
      </div>
    </>
  );
}
