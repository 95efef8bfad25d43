// The frame of every page of the desk: its places beside the page, on narrow screens behind a button.
import { useEffect, useState, type ReactNode } from "react";
import { Link, NavLink, Outlet, useLocation } from "react-router";
import { useSession } from "../session/session.tsx";
import { Bell } from "../shell/bell.tsx";
import { Menu } from "../shell/menu.tsx";
import { Standing, useFocusOnHeading } from "../shell/shell.tsx";
import { Icon } from "../ui/icons.tsx";
import { Warnings } from "../ui/warnings.tsx";
import { zoneName } from "../words/formats.ts";
import { t } from "../words/words.ts";
import { useLiveDesk } from "./live.ts";
import { usePlaces } from "./navigation.ts";

export function DeskShell(): ReactNode {
  const { business, cursor } = useSession();
  const [isOpen, setOpen] = useState(false);
  const { pathname } = useLocation();
  useLiveDesk(cursor);
  useFocusOnHeading();
  useEffect(() => {
    setOpen(false);
  }, [pathname]);
  return (
    <div className="desk">
      <a className="skip" href="#content">
        {t("To the content")}
      </a>
      <header className="top">
        <button
          type="button"
          className="button desk-opener"
          aria-expanded={isOpen}
          aria-controls="places"
          onClick={() => {
            setOpen(!isOpen);
          }}
        >
          {t("Menu")}
        </button>
        <Link className="brand" to="/">
          {business.logoUrl && <img src={business.logoUrl} alt="" height={28} />}
          <span>{business.name}</span>
          <span className="chip">{t("Desk")}</span>
        </Link>
        <Link className="bell to-search" to="/search" aria-label={t("Search")}>
          <Icon name="search" />
        </Link>
        <Bell />
        <Menu />
      </header>
      <Standing />
      <div className="desk-sides">
        <Places isOpen={isOpen} />
        <div className="desk-page">
          <main id="content" className="content">
            <Warnings />
            <Outlet />
          </main>
          <footer className="foot">
            <p>{t("Times are in {zone}.", { zone: zoneName() })}</p>
          </footer>
        </div>
      </div>
    </div>
  );
}

function Places({ isOpen }: { isOpen: boolean }): ReactNode {
  return (
    <nav id="places" className={isOpen ? "desk-places open" : "desk-places"} aria-label={t("Desk")}>
      {usePlaces().map(({ name, places }) => (
        <div key={name} className="desk-group">
          <p id={`group-${places[0]!.to}`}>{name}</p>
          <ul aria-labelledby={`group-${places[0]!.to}`}>
            {places.map((place) => (
              <li key={place.to}>
                <NavLink to={place.to} end={place.to === "/"}>
                  {place.name}
                </NavLink>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}
