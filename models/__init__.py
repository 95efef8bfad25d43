"""Tables and the rules that hold for their rows. Importing this package makes every table known to the ORM."""

from models.access_requests import AccessRequest
from models.accounts import Account
from models.assets import Asset
from models.attachments import Attachment
from models.contacts import Contact
from models.customers import Customer, Membership
from models.deliveries import Delivery
from models.events import Counter, Event
from models.idempotency import IdempotencyKey
from models.invoices import Invoice, InvoiceHold, InvoiceLine, Payment
from models.links import Link
from models.notes import Note
from models.notifications import Notification, NotificationPreference
from models.orders import Order, OrderTechnician
from models.recommendations import Recommendation
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
    Event,
    IdempotencyKey,
    Invoice,
    InvoiceHold,
    InvoiceLine,
    Link,
    Membership,
    Note,
    Notification,
    NotificationPreference,
    Order,
    OrderTechnician,
    Party,
    Payment,
    Recommendation,
    Session,
    Site,
    SmsMessage,
    SmsOptOut,
    StaffMember,
    StaffRole,
    Upload,
    UploadPart,
]
