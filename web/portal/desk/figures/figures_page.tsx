// Figures of orders and of invoices, by any two dimensions, as they are when the page is opened.
import "./figures.css";
import type { ReactNode } from "react";
import { NavLink, useLocation } from "react-router";
import { Heading } from "../../ui/bits.tsx";
import { t } from "../../words/words.ts";
import { InvoiceFigures } from "./invoice_figures.tsx";
import { OrderFigures } from "./order_figures.tsx";

export function FiguresPage(): ReactNode {
  const { pathname } = useLocation();
  return (
    <div className="figures">
      <Heading title={t("Figures")}>{t("Figures")}</Heading>
      <nav className="tabs" aria-label={t("Figures")}>
        <NavLink to="/figures" end>
          {t("Orders")}
        </NavLink>
        <NavLink to="/figures/invoices">{t("Invoices")}</NavLink>
      </nav>
      {pathname.endsWith("/invoices") ? <InvoiceFigures /> : <OrderFigures />}
    </div>
  );
}
