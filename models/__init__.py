"""Tables and the rules that hold for their rows. Importing this package makes every table known to the ORM."""

from models.access_requests import AccessRequest
from models.accounts import Account
from models.assets import Asset
from models.attachments import Attachment
from models.contacts import Contact
from models.customers import Customer, Membership
from models.deliveries import Delivery
from models.digests import Digest, DigestEntry
from models.events import Counter, Event
from models.idempotency import IdempotencyKey
from models.imported_orders import ImportedOrder
from models.inbound_mails import InboundMail
from models.invoices import Invoice, InvoiceHold, InvoiceLine, Payment
from models.links import Link
from models.mobile_codes import MobileCode
from models.notes import Note
from models.notifications import Notification
from models.orders import Order, OrderTechnician
from models.preferences import NotificationPreference
from models.recommendations import Recommendation
from models.reminders import Reminder
from models.sessions import Session
from models.sites import Party, Site
from models.sms import SmsMessage
from models.sms_opt_outs import SmsOptOut
from models.staff import StaffMember, StaffRole
from models.uploads import Upload, UploadPart

__models__ = [
    AccessRequest,
    Account,
    Asset,
    Attachment,
    Contact,
    Counter,
    Customer,
    Delivery,
    Digest,
    DigestEntry,
    Event,
    IdempotencyKey,
    ImportedOrder,
    InboundMail,
    Invoice,
    InvoiceHold,
    InvoiceLine,
    Link,
    Membership,
    MobileCode,
    Note,
    Notification,
    NotificationPreference,
    Order,
    OrderTechnician,
    Party,
    Payment,
    Recommendation,
    Reminder,
    Session,
    Site,
    SmsMessage,
    SmsOptOut,
    StaffMember,
    StaffRole,
    Upload,
    UploadPart,
]
