// At the addresses that messages to staff lead to, where somebody else is signed in.
import type { ReactNode } from "react";
import { Heading } from "../ui/bits.tsx";
import { t } from "../words/words.ts";

export function ForStaff(): ReactNode {
  return (
    <>
      <Heading title={t("For staff")}>{t("For staff")}</Heading>
      <p>{t("This page is for our staff.")}</p>
    </>
  );
}
