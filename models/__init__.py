"""Tables and the rules that hold for their rows. Importing this package makes every table known to the ORM."""

from models.access.accounts import Account
from models.access.links import Link
from models.access.mobile_codes import MobileCode
from models.access.requests import AccessRequest
from models.access.sessions import Session
from models.core.references import PartnerReference
from models.files.removals import StorageRemoval
from models.files.uploads import Upload, UploadPart
from models.invoices.credit_notes import CreditNote, CreditNoteLine
from models.invoices.payments import Payment
from models.invoices.reminder_schedule import Reminder
from models.invoices.rows import Invoice, InvoiceHold, InvoiceLine
from models.log.events import Counter, Event
from models.log.idempotency import IdempotencyKey
from models.log.restores import Restore
from models.log.trimming import LogTrim
from models.market.enquiries import Enquiry
from models.market.listing_files import ListingFile
from models.market.listings import Listing, ListingMove
from models.market.matching import ListingMatch
from models.market.offers import Offer
from models.market.requirements import Requirement
from models.market.viewings import Attendance, Viewing
from models.messages.deliveries import Delivery
from models.messages.digests import Digest, DigestEntry
from models.messages.inbound_mails import InboundMail
from models.messages.notifications import Notification
from models.messages.opt_outs import SmsOptOut
from models.messages.preferences import NotificationPreference
from models.messages.sms_messages import SmsMessage
from models.orders.attachments import Attachment
from models.orders.notes import Note
from models.orders.orders import Order, OrderTechnician
from models.orders.recommendations import Recommendation
from models.partners.exports import BulkExport
from models.partners.keys import ApiKey, ApiKeyCustomer
from models.partners.webhooks import Webhook, WebhookDelivery, WebhookTry
from models.people.contacts import Contact
from models.people.customers import Customer
from models.people.memberships import Membership
from models.people.staff import StaffMember, StaffRole
from models.places.assets import Asset
from models.places.sites import Party, Site
from models.tenancies.charges import RentCharge
from models.tenancies.documents import PropertyDocument
from models.tenancies.rows import Tenancy, TenancyTenant

__models__ = [
    AccessRequest,
    Account,
    ApiKey,
    ApiKeyCustomer,
    Asset,
    Attachment,
    Attendance,
    BulkExport,
    Contact,
    Counter,
    CreditNote,
    CreditNoteLine,
    Customer,
    Delivery,
    Digest,
    DigestEntry,
    Enquiry,
    Event,
    IdempotencyKey,
    InboundMail,
    Invoice,
    InvoiceHold,
    InvoiceLine,
    Link,
    Listing,
    ListingFile,
    ListingMatch,
    ListingMove,
    LogTrim,
    Membership,
    MobileCode,
    Note,
    Notification,
    NotificationPreference,
    Offer,
    Order,
    OrderTechnician,
    PartnerReference,
    Party,
    Payment,
    PropertyDocument,
    Recommendation,
    Reminder,
    RentCharge,
    Requirement,
    Restore,
    Session,
    Site,
    SmsMessage,
    SmsOptOut,
    StaffMember,
    StaffRole,
    StorageRemoval,
    Tenancy,
    TenancyTenant,
    Upload,
    UploadPart,
    Viewing,
    Webhook,
    WebhookDelivery,
    WebhookTry,
]
