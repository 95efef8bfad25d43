// How to reach the business, as far as it says so.
import type { ReactNode } from "react";
import type { Business } from "../session/frame.ts";
import { t } from "../words/words.ts";

export function Support({ business }: { business: Business }): ReactNode {
  const { supportEmail: email, supportPhone: phone } = business;
  if (!email && !phone) return null;
  return (
    <p className="support">
      {t("Questions?")} {email && <a href={`mailto:${email}`}>{email}</a>}{" "}
      {phone && <a href={`tel:${phone.replaceAll(" ", "")}`}>{phone}</a>}
    </p>
  );
}
