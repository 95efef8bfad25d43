// The frame of every page: where one is, where one can go, and whether the server is there.
import { useEffect, useRef, type ReactNode } from "react";
import { Link, NavLink, Outlet, useLocation } from "react-router";
import { useConnection } from "../api/connection.ts";
import { useSession } from "../session/session.tsx";
import { Icon, type IconName } from "../ui/icons.tsx";
import { Warnings } from "../ui/warnings.tsx";
import { zoneName } from "../words/formats.ts";
import { t } from "../words/words.ts";
import { Bell } from "./bell.tsx";
import { useLive } from "./live.ts";
import { Menu } from "./menu.tsx";
import { Support } from "./support.tsx";

interface Place {
  to: string;
  name: string;
  icon: IconName;
}

const places = (isMember: boolean): Place[] => [
  { to: "/", name: t("Overview"), icon: "home" },
  { to: "/orders", name: t("Orders"), icon: "wrench" },
  { to: "/invoices", name: t("Invoices"), icon: "invoice" },
  isMember ? { to: "/assets", name: t("Assets"), icon: "box" } : { to: "/sites", name: t("Properties"), icon: "box" },
];

export function Shell(): ReactNode {
  const { business, viewer, cursor } = useSession();
  useLive(cursor);
  useFocusOnHeading();
  return (
    <>
      <a className="skip" href="#content">
        {t("To the content")}
      </a>
      <header className="top">
        <Link className="brand" to="/">
          {business.logoUrl && <img src={business.logoUrl} alt="" height={28} />}
          {business.name}
        </Link>
        <nav className="places" aria-label={t("Portal")}>
          {places(viewer.memberships.nodes.length > 0).map(({ to, name, icon }) => (
            <NavLink key={to} to={to} end={to === "/"}>
              <Icon name={icon} />
              <span>{name}</span>
            </NavLink>
          ))}
        </nav>
        <Bell />
        <Menu />
      </header>
      <Standing />
      <main id="content" className="content">
        <Warnings />
        <Outlet />
      </main>
      <footer className="foot">
        <p>{t("Times are in {zone}.", { zone: zoneName() })}</p>
        <Support business={business} />
      </footer>
    </>
  );
}

/** A line while the server cannot be reached: what is shown may be old. */
export function Standing(): ReactNode {
  const connection = useConnection();
  return (
    <div role="status">
      {connection !== "here" && (
        <p className="standing">
          {connection === "offline"
            ? t("You are offline. What you see may be out of date.")
            : t("The server cannot be reached. What you see may be out of date.")}
        </p>
      )}
    </div>
  );
}

/** Moves the focus to the heading of each page after the first, so that it is read out. */
export function useFocusOnHeading(): void {
  const { pathname } = useLocation();
  const before = useRef(pathname);
  useEffect(() => {
    if (before.current === pathname) return;
    before.current = pathname;
    scrollTo(0, 0);
    document.getElementById("heading")?.focus({ preventScroll: true });
  }, [pathname]);
}
