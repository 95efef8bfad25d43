"""Mails wrapped in winmail.dat and S/MIME, as some programs do it."""

import struct
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID

RTF = (
    rb"{\rtf1\ansi\ansicpg1252\fromhtml1 \deff0{\fonttbl{\f0\fswiss Arial;}}\uc1\pard\plain \f0\fs24 {\*\htmltag19 <html>}"
    rb"{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 Please stop the work.\htmlrtf\par}\htmlrtf0{\*\htmltag72 </p>} Gr\'fc\u223?e}"
)
BODY, CODEPAGE, PROPERTIES = 0x0002800C, 0x00069007, 0x00069003
NEXT_FILE, FILE_TITLE, FILE_DATA, FILE_PROPERTIES = 0x00069002, 0x00018010, 0x0006800F, 0x00069005


def tnef(*attributes: tuple[int, bytes]) -> bytes:
    """A winmail.dat of these attributes, each with its value."""
    made = struct.pack("<IH", 0x223E9F78, 1)
    for name, value in attributes:
        made += struct.pack("<BII", 1, name, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)
    return made


def properties(*given: tuple[int, int, bytes]) -> bytes:
    """Properties, each with its type, its name and its value."""
    made = struct.pack("<I", len(given))
    for kind, name, value in given:
        made += struct.pack("<HH", kind, name) + struct.pack("<II", 1, len(value)) + value + b"\0" * (-len(value) % 4)
    return made


def unpacked_rtf(rtf: bytes) -> bytes:
    """Rich Text as it stands in a property, not compressed."""
    return struct.pack("<II", len(rtf) + 12, len(rtf)) + b"MELA" + b"\0\0\0\0" + rtf


def certificate(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Moira")])
    start, end = datetime(2020, 1, 1, tzinfo=UTC), datetime(2050, 1, 1, tzinfo=UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    return made.serial_number(1).not_valid_before(start).not_valid_after(end).sign(key, hashes.SHA256())


def signed(content: bytes) -> bytes:
    """The content within its signature."""
    key = ec.generate_private_key(ec.SECP256R1())
    made = pkcs7.PKCS7SignatureBuilder().set_data(content).add_signer(certificate(key), key, hashes.SHA256())
    return made.sign(serialization.Encoding.DER, [pkcs7.PKCS7Options.Binary])


def encrypted(content: bytes) -> bytes:
    """The content that only Moira can read."""
    made = (
        pkcs7.PKCS7EnvelopeBuilder().set_data(content).add_recipient(certificate(rsa.generate_private_key(65537, 2048)))
    )
    return made.encrypt(serialization.Encoding.DER, [])
