// The customer of something new, which the address then names.
import type { ReactNode } from "react";
import { useSearchParams } from "react-router";
import { Section } from "../../ui/bits.tsx";
import { t } from "../../words/words.ts";
import { Find } from "./find.tsx";

export function ForWhom(): ReactNode {
  const [, ask] = useSearchParams();
  return (
    <Section title={t("For whom?")}>
      <Find
        label={t("Customer")}
        name="customer"
        type="CUSTOMER"
        choose={(id) => {
          if (id) ask({ customer: id });
        }}
      />
    </Section>
  );
}
