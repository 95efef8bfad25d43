"""Currencies that one can be paid in, and the digits of each after the point, by ISO 4217.

The source is list one of the standard, as of its amendment 180 and the end of the Bulgarian lev on 1 January 2026. Left
out are codes of no money that anybody has: metals, funds, units of account, codes for tests and for no currency.
"""

from typing import Final

from babel.numbers import get_currency_precision

_TWO: Final = """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE
    CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR
    KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB
    PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY
    TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG
"""
_NONE: Final = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_THREE: Final = "BHD IQD JOD KWD LYD OMR TND"

DIGITS: Final = {
    code: digits for codes, digits in ((_NONE, 0), (_TWO, 2), (_THREE, 3)) for code in sorted(codes.split())
}
"""The digits after the point of each currency that one can be paid in."""


def digits(currency: str) -> int:
    """The digits after the point of a currency.

    A currency that has been withdrawn since, which old invoices may be in, has the digits that Unicode (CLDR) says.
    CLDR is no source for the others: its digits are those of coins in use, none for the Serbian dinar.
    """
    known = DIGITS.get(currency)
    return get_currency_precision(currency) if known is None else known
