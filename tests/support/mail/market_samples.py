"""The data of the mails of the market: one lifelike sample a mail, and the variants that read otherwise."""

from datetime import UTC, datetime
from typing import Any

MOMENT = datetime(2026, 3, 14, 13, 30, tzinfo=UTC)
COMMENT = "The survey has come.\nWe look at it on Monday."
LISTING: dict[str, Any] = {
    "listing_reference": "PR-000012",
    "listing_headline": "Terraced house by the quay",
    "actor_name": "Tomasz Nowak",
}
VIEWING: dict[str, Any] = {"starts_at": MOMENT, "place_zone": "Europe/London", "place": "12 Quay Street, Bristol"}
PRICE_QUALIFIERS = (
    "ASKING_PRICE",
    "GUIDE_PRICE",
    "OFFERS_IN_REGION_OF",
    "FIXED_PRICE",
    "PER_WEEK",
    "PER_MONTH",
    "PER_YEAR",
)
POSITIONS = ("CHAIN_FREE", "MORTGAGE_AGREED", "PROPERTY_TO_SELL", "PROPERTY_UNDER_OFFER", "OTHER")
LISTING_STATUSES = (
    "PREPARING",
    "ON_THE_MARKET",
    "SOLD_SUBJECT_TO_CONTRACT",
    "EXCHANGED",
    "COMPLETED",
    "LET_AGREED",
    "LET",
    "WITHDRAWN",
)

MARKET: dict[str, dict[str, Any]] = {
    "enquiry_opened": {**LISTING, "applicant_name": "Idris Bakare", "message": COMMENT},
    "viewing_requested": {**LISTING, **VIEWING, "applicant_name": "Idris Bakare", "comment": COMMENT},
    "viewing_changed": {**LISTING, **VIEWING, "change": "VIEWING_CONFIRMED", "comment": COMMENT},
    "viewing_reminder": {**LISTING, **VIEWING},
    "feedback_released": {**LISTING, "feedback": COMMENT, "starts_at": MOMENT},
    "offer_changed": {
        **LISTING,
        "applicant_name": "Idris Bakare",
        "change": "OFFER_MADE",
        "amount": {"amount": "310000.00", "currency": "GBP"},
        "position": "CASH_BUYER",
        "comment": COMMENT,
    },
    "offer_answered": {
        **LISTING,
        "status": "ACCEPTED",
        "amount": {"amount": "310000.00", "currency": "GBP"},
        "comment": COMMENT,
    },
    "listing_matched": {
        **LISTING,
        "area": "Bristol",
        "bedrooms": 3,
        "price": {"amount": "325000.00", "currency": "GBP"},
        "price_qualifier": "OFFERS_OVER",
    },
    "listing_status_changed": {**LISTING, "status": "UNDER_OFFER", "comment": COMMENT},
}
MARKET_VARIANTS: list[tuple[str, dict[str, Any]]] = [
    *(("listing_status_changed", {"status": status, "comment": None}) for status in LISTING_STATUSES),
    ("enquiry_opened", {"message": None}),
    ("offer_answered", {"status": "DECLINED", "comment": None}),
    *(
        ("offer_changed", {"change": f"OFFER_{each}", "comment": None})
        for each in ("RAISED", "WITHDRAWN", "ACCEPTED", "DECLINED")
    ),
    *(("offer_changed", {"position": each}) for each in POSITIONS),
    ("viewing_requested", {"comment": None}),
    *(("viewing_changed", {"change": f"VIEWING_{each}", "comment": None}) for each in ("MOVED", "CANCELLED")),
    ("listing_matched", {"bedrooms": None, "price": None, "price_qualifier": "PRICE_ON_APPLICATION"}),
    *(("listing_matched", {"price_qualifier": each}) for each in PRICE_QUALIFIERS),
]
