"""S/MIME whose content is within its signature (smime.p7m): the content is taken out, the signature is not judged."""

from asn1crypto import cms


class Encrypted(Exception):
    """The content can be read only with a key that is not here, or not at all."""


def signed_content(data: bytes) -> bytes:
    """The mail within a signature; raises Encrypted for what is not merely signed."""
    try:
        whole = cms.ContentInfo.load(data)
        if whole["content_type"].native != "signed_data":
            raise Encrypted
        content = whole["content"]["encap_content_info"]["content"].native
    except (LookupError, TypeError, ValueError) as error:
        raise Encrypted from error
    if not isinstance(content, bytes):
        raise Encrypted
    return content
