// The addresses of the desk, below /desk, and what each shows.
import "./desk.css";
import { lazy, type ReactNode } from "react";
import { Route, Routes } from "react-router";
import { Later } from "../ui/later.tsx";
import { NotFound } from "../ui/loaded.tsx";
import { DeskHome } from "./home.tsx";
import { NEEDS, useMay, type Permission } from "./navigation.ts";
import { DeskShell } from "./shell.tsx";

const ContactList = lazy(async () => ({ default: (await import("./people/contact_list.tsx")).ContactList }));
const ContactPage = lazy(async () => ({ default: (await import("./people/contact_page.tsx")).ContactPage }));
const CustomerList = lazy(async () => ({ default: (await import("./people/customer_list.tsx")).CustomerList }));
const CustomerPage = lazy(async () => ({ default: (await import("./people/customer_page.tsx")).CustomerPage }));
const AccessRequests = lazy(async () => ({ default: (await import("./people/access_requests.tsx")).AccessRequests }));
const DeskOrderList = lazy(async () => ({ default: (await import("./orders/order_list.tsx")).DeskOrderList }));
const DeskOrderPage = lazy(async () => ({ default: (await import("./orders/order_page.tsx")).DeskOrderPage }));
const DeskNewOrder = lazy(async () => ({ default: (await import("./orders/new_order.tsx")).DeskNewOrder }));
const Board = lazy(async () => ({ default: (await import("./orders/board.tsx")).Board }));
const DeskInvoiceList = lazy(async () => ({ default: (await import("./invoices/invoice_list.tsx")).DeskInvoiceList }));
const DeskInvoicePage = lazy(async () => ({ default: (await import("./invoices/invoice_page.tsx")).DeskInvoicePage }));
const NewInvoice = lazy(async () => ({ default: (await import("./invoices/draft.tsx")).NewInvoice }));
const EditInvoice = lazy(async () => ({ default: (await import("./invoices/draft.tsx")).EditInvoice }));
const SiteList = lazy(async () => ({ default: (await import("./places/site_list.tsx")).SiteList }));
const SitePage = lazy(async () => ({ default: (await import("./places/site_page.tsx")).SitePage }));
const DeskAssetPage = lazy(async () => ({ default: (await import("./places/asset_page.tsx")).DeskAssetPage }));
const TenancyList = lazy(async () => ({ default: (await import("./property/tenancy_list.tsx")).TenancyList }));
const TenancyPage = lazy(async () => ({ default: (await import("./property/tenancy_page.tsx")).TenancyPage }));
const ListingList = lazy(async () => ({ default: (await import("./property/lists.tsx")).DeskListingList }));
const ListingPage = lazy(async () => ({ default: (await import("./property/listing_page.tsx")).DeskListingPage }));
const EnquiryList = lazy(async () => ({ default: (await import("./property/lists.tsx")).EnquiryList }));
const ViewingList = lazy(async () => ({ default: (await import("./property/lists.tsx")).DeskViewingList }));
const RequirementList = lazy(async () => ({ default: (await import("./property/lists.tsx")).RequirementList }));
const InboundMails = lazy(async () => ({ default: (await import("./messages/inbound_mails.tsx")).InboundMails }));
const SmsMessages = lazy(async () => ({ default: (await import("./messages/sms_messages.tsx")).SmsMessages }));
const Deliveries = lazy(async () => ({ default: (await import("./messages/deliveries.tsx")).Deliveries }));
const StaffPage = lazy(async () => ({ default: (await import("./staff/staff_page.tsx")).StaffPage }));
const KeysPage = lazy(async () => ({ default: (await import("./partners/keys_page.tsx")).KeysPage }));
const FiguresPage = lazy(async () => ({ default: (await import("./figures/figures_page.tsx")).FiguresPage }));
const ExportsPage = lazy(async () => ({ default: (await import("./exports/exports_page.tsx")).ExportsPage }));
const SearchPage = lazy(async () => ({ default: (await import("./search_page.tsx")).SearchPage }));
const Notifications = lazy(async () => ({ default: (await import("../pages/notifications.tsx")).Notifications }));
const Account = lazy(async () => ({ default: (await import("../pages/account/account.tsx")).Account }));
const Preferences = lazy(async () => ({ default: (await import("../pages/preferences.tsx")).Preferences }));

export function Desk(): ReactNode {
  return (
    <Routes>
      <Route element={<DeskShell />}>
        <Route path="/" element={<DeskHome />} />
        <Route path="/orders" element={<Later page={<DeskOrderList />} />} />
        <Route path="/orders/new" element={<Later page={<DeskNewOrder />} />} />
        <Route path="/orders/:number" element={<Later page={<DeskOrderPage />} />} />
        <Route path="/board" element={<Later page={<Board />} />} />
        <Route path="/invoices" element={<Later page={<DeskInvoiceList />} />} />
        <Route path="/invoices/new" element={<Later page={<NewInvoice />} />} />
        <Route path="/invoices/:number" element={<Later page={<DeskInvoicePage />} />} />
        <Route path="/invoices/:number/edit" element={<Later page={<EditInvoice />} />} />
        <Route path="/contacts" element={<Later page={<ContactList />} />} />
        <Route path="/contacts/:id" element={<Later page={<ContactPage />} />} />
        <Route path="/customers" element={<Later page={<CustomerList />} />} />
        <Route path="/customers/:code" element={<Later page={<CustomerPage />} />} />
        <Route path="/access-requests" element={<For needs={NEEDS.accessRequests} page={<AccessRequests />} />} />
        <Route path="/sites" element={<Later page={<SiteList />} />} />
        <Route path="/sites/:id" element={<Later page={<SitePage />} />} />
        <Route path="/assets/:id" element={<Later page={<DeskAssetPage />} />} />
        <Route path="/tenancies" element={<Later page={<TenancyList />} />} />
        <Route path="/tenancies/:id" element={<Later page={<TenancyPage />} />} />
        <Route path="/listings" element={<Later page={<ListingList />} />} />
        <Route path="/listings/:reference" element={<Later page={<ListingPage />} />} />
        <Route path="/enquiries" element={<Later page={<EnquiryList />} />} />
        <Route path="/viewings" element={<Later page={<ViewingList />} />} />
        <Route path="/requirements" element={<Later page={<RequirementList />} />} />
        <Route path="/inbound-mails" element={<For needs={NEEDS.mails} page={<InboundMails />} />} />
        <Route path="/sms-messages" element={<For needs={NEEDS.texts} page={<SmsMessages />} />} />
        <Route path="/deliveries" element={<For needs={NEEDS.deliveries} page={<Deliveries />} />} />
        <Route path="/staff" element={<For needs={NEEDS.staff} page={<StaffPage />} />} />
        <Route path="/keys" element={<For needs={NEEDS.partners} page={<KeysPage />} />} />
        <Route path="/figures" element={<Later page={<FiguresPage />} />} />
        <Route path="/figures/invoices" element={<Later page={<FiguresPage />} />} />
        <Route path="/exports" element={<Later page={<ExportsPage />} />} />
        <Route path="/search" element={<Later page={<SearchPage />} />} />
        <Route path="/notifications" element={<Later page={<Notifications />} />} />
        <Route path="/account" element={<Later page={<Account />} />} />
        <Route path="/preferences" element={<Later page={<Preferences />} />} />
        <Route path="*" element={<NotFound />} />
      </Route>
    </Routes>
  );
}

/** A page for those who have one of the permissions that it needs. */
function For({ needs, page }: { needs: readonly Permission[]; page: ReactNode }): ReactNode {
  const may = useMay();
  return may(needs) ? <Later page={page} /> : <NotFound />;
}
