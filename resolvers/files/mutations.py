"""What mutations of uploads and attachments do."""

from typing import Any

from execution.context import Info, viewer_of
from models.files.uploads import Upload
from models.log.events import Visibility
from models.orders.attachments import Attachment
from models.orders.property_marks import mark
from models.policy import find
from resolvers.core import ids
from resolvers.core.mutations import mutation
from resolvers.orders.inputs import AttachmentAddInput, UploadCreateInput
from resolvers.orders.mutations import ORDERS, the_order


@mutation(ORDERS)
async def upload_create(info: Info, input: UploadCreateInput) -> dict[str, Any]:
    """Announce a file."""
    upload = await Upload.open(input.filename, input.content_type, input.size, by=viewer_of(info))
    return {"upload_id": upload.id}


@mutation(ORDERS)
async def attachment_add(info: Info, input: AttachmentAddInput) -> dict[str, Any]:
    """Attach a finished upload to an order."""
    viewer = viewer_of(info)
    order = await the_order(input.order_id, viewer, to="note", field="orderId")
    upload_id = ids.wanted(input.upload_id, "Upload", "uploadId")
    upload = await find(Upload, upload_id, viewer, to="send", field="uploadId")
    visibility = input.visibility or Visibility.EVERYONE
    attachment = await Attachment.add(order, upload, visibility, by=viewer)
    if input.of_property:
        await mark(order, attachment, by=viewer, field="ofProperty")
    return {"attachment_id": attachment.id}
