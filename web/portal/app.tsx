// The addresses of the portal, and what each shows. latchkey/pages/portal.py has the same list.
import { lazy, useEffect, type ReactNode } from "react";
import { BrowserRouter, Route, Routes } from "react-router";
import { BASE, crossOver, isDesk } from "./base.ts";
import { Overview } from "./pages/overview.tsx";
import { SignIn } from "./session/sign_in.tsx";
import { SessionProvider, useStanding } from "./session/session.tsx";
import { Shell } from "./shell/shell.tsx";
import { Loading } from "./ui/bits.tsx";
import { Later, Loads } from "./ui/later.tsx";
import { NotFound } from "./ui/loaded.tsx";
import { t } from "./words/words.ts";

const OrderList = lazy(async () => ({ default: (await import("./pages/orders/order_list.tsx")).OrderList }));
const OrderPage = lazy(async () => ({ default: (await import("./pages/orders/order_page.tsx")).OrderPage }));
const InvoiceList = lazy(async () => ({ default: (await import("./pages/invoices/invoice_list.tsx")).InvoiceList }));
const InvoicePage = lazy(async () => ({ default: (await import("./pages/invoices/invoice_page.tsx")).InvoicePage }));
const NewOrder = lazy(async () => ({ default: (await import("./pages/orders/new_order.tsx")).NewOrder }));
const Notifications = lazy(async () => ({ default: (await import("./pages/notifications.tsx")).Notifications }));
const Preferences = lazy(async () => ({ default: (await import("./pages/preferences.tsx")).Preferences }));
const CompanyPage = lazy(async () => ({ default: (await import("./pages/customers/company_page.tsx")).CompanyPage }));
const AssetList = lazy(async () => ({ default: (await import("./pages/places/asset_list.tsx")).AssetList }));
const AssetPage = lazy(async () => ({ default: (await import("./pages/places/asset_page.tsx")).AssetPage }));
const SiteList = lazy(async () => ({ default: (await import("./pages/places/site_list.tsx")).SiteList }));
const SitePage = lazy(async () => ({ default: (await import("./pages/places/site_page.tsx")).SitePage }));
const ListingList = lazy(async () => ({ default: (await import("./pages/property/listing_list.tsx")).ListingList }));
const ListingPage = lazy(async () => ({ default: (await import("./pages/property/listing_page.tsx")).ListingPage }));
const Requirements = lazy(async () => ({
  default: (await import("./pages/property/requirement_page.tsx")).RequirementPage,
}));
const ViewingList = lazy(async () => ({ default: (await import("./pages/property/viewing_list.tsx")).ViewingList }));
const Account = lazy(async () => ({ default: (await import("./pages/account/account.tsx")).Account }));
const ForStaff = lazy(async () => ({ default: (await import("./pages/for_staff.tsx")).ForStaff }));
const Desk = lazy(async () => ({ default: (await import("./desk/desk.tsx")).Desk }));

export function App(): ReactNode {
  return (
    <BrowserRouter basename={BASE}>
      <SessionProvider>
        <Door />
      </SessionProvider>
    </BrowserRouter>
  );
}

function Door(): ReactNode {
  const { state } = useStanding();
  if (state.phase === "in") {
    if ((state.viewer.kind === "STAFF") !== isDesk) return <Elsewhere />;
    return isDesk ? <AtDesk key={state.viewer.id} /> : <Pages key={state.viewer.id} />;
  }
  if (state.phase === "out") return <SignIn business={state.business} hasEnded={state.hasEnded} />;
  if (state.phase === "failed") return <Closed />;
  return (
    <main className="door">
      <Loading />
    </main>
  );
}

function Pages(): ReactNode {
  return (
    <Routes>
      <Route element={<Shell />}>
        <Route path="/" element={<Overview />} />
        <Route path="/orders" element={<Later page={<OrderList />} />} />
        <Route path="/orders/new" element={<Later page={<NewOrder />} />} />
        <Route path="/orders/:number" element={<Later page={<OrderPage />} />} />
        <Route path="/invoices" element={<Later page={<InvoiceList />} />} />
        <Route path="/invoices/:number" element={<Later page={<InvoicePage />} />} />
        <Route path="/assets" element={<Later page={<AssetList />} />} />
        <Route path="/assets/:id" element={<Later page={<AssetPage />} />} />
        <Route path="/sites" element={<Later page={<SiteList />} />} />
        <Route path="/sites/:id" element={<Later page={<SitePage />} />} />
        <Route path="/listings" element={<Later page={<ListingList />} />} />
        <Route path="/listings/:reference" element={<Later page={<ListingPage />} />} />
        <Route path="/requirements" element={<Later page={<Requirements />} />} />
        <Route path="/viewings" element={<Later page={<ViewingList />} />} />
        <Route path="/contacts/:id" element={<Later page={<ForStaff />} />} />
        <Route path="/customers/:code" element={<Later page={<CompanyPage />} />} />
        <Route path="/access-requests" element={<Later page={<ForStaff />} />} />
        <Route path="/inbound-mails" element={<Later page={<ForStaff />} />} />
        <Route path="/sms-messages" element={<Later page={<ForStaff />} />} />
        <Route path="/notifications" element={<Later page={<Notifications />} />} />
        <Route path="/account" element={<Later page={<Account />} />} />
        <Route path="/preferences" element={<Later page={<Preferences />} />} />
        <Route path="*" element={<NotFound />} />
      </Route>
    </Routes>
  );
}

const AtDesk = (): ReactNode => (
  <Loads>
    <Desk />
  </Loads>
);

/** Staff are at the desk and nobody else is: the address of a mail is right for all. */
function Elsewhere(): ReactNode {
  useEffect(crossOver, []);
  return <Loading />;
}

/** The server cannot be reached, and nothing has been read yet. */
function Closed(): ReactNode {
  const { begin } = useStanding();
  return (
    <main className="door">
      <h1>{t("The portal cannot be reached")}</h1>
      <p>
        {navigator.onLine ? t("The server cannot be reached at the moment. Please try again.") : t("You are offline.")}
      </p>
      <button type="button" className="button go" onClick={() => void begin()}>
        {t("Try again")}
      </button>
    </main>
  );
}
