"""An HTML mail is read as its text: what its program quotes, tables, lists, links and pictures."""

import pytest

from adapters.mail.html_text import read_page
from adapters.mail.reply_text import extract_reply
from tests.support.mail.quotations import OURS

GMAIL = (
    '<div dir="ltr">Yes, <b>please</b> go on.<br>3 &lt; 4 &amp; 5</div><br><div class="gmail_quote">'
    '<div dir="ltr" class="gmail_attr">On Tue, 3 Mar 2026 at 10:15, X &lt;<a href="mailto:x@b.example">x@b.example</a>&gt;'
    ' wrote:<br></div><blockquote class="gmail_quote"><p>Hello</p></blockquote></div>'
)
OUTLOOK = (
    "<html><head><style>p {margin: 0}</style><title>x</title></head><body><p class=MsoNormal>Back door, please.</p>"
    "<p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal>Moira</p><hr><div id=divRplyFwdMsg><b>From:</b> Brightwell"
    " Repairs &lt;portal@b.example&gt;<br><b>Sent:</b> Tuesday<br><b>To:</b> Moira<br><b>Subject:</b> SR-000145<br></div>"
    "<p>Hello Moira</p></body></html>"
)
PAGES: dict[str, tuple[str, str]] = {
    "Gmail": (GMAIL, "Yes, please go on.\n3 < 4 & 5"),
    "Gmail, written between": (
        (
            '<div class="gmail_quote"><div class="gmail_attr">On Tue, 3 Mar 2026 at 10:15, X wrote:</div><blockquote'
            ' class="gmail_quote">Does it squeak?</blockquote><div>Yes, badly.</div><blockquote class="gmail_quote">Since when?'
            "</blockquote><div>Monday.</div></div>"
        ),
        "Yes, badly.\n\nMonday.",
    ),
    "Gmail, passed on": (
        (
            '<div>See below.</div><div class="gmail_quote"><div class="gmail_attr">---------- Forwarded message ---------<br>From:'
            " Maker &lt;help@maker.example&gt;<br>Date: Mon, 2 Mar 2026<br>Subject: Warranty<br>To: m@b.test<br></div><p>It is"
            " covered.</p></div>"
        ),
        (
            "See below.\n---------- Forwarded message ---------\nFrom: Maker <help@maker.example>\nDate: Mon, 2 Mar 2026\n"
            "Subject: Warranty\nTo: m@b.test\nIt is covered."
        ),
    ),
    "Apple Mail": (
        (
            '<div>Yes.</div><div><br><blockquote type="cite"><div>On 3 Mar 2026, at 10:15, X wrote:</div><br><div>Hello</div>'
            "</blockquote></div>"
        ),
        "Yes.",
    ),
    "Apple Mail, passed on": (
        (
            '<div>See.</div><blockquote type="cite"><div>Begin forwarded message:</div><br><div><b>From: </b>Maker</div><div><b>'
            "Subject: </b>Warranty</div><div><b>Date: </b>2 March 2026</div><br><div>It is covered.</div></blockquote>"
        ),
        "See.\nBegin forwarded message:\n\nFrom: Maker\nSubject: Warranty\nDate: 2 March 2026\n\nIt is covered.",
    ),
    "Thunderbird": (
        (
            '<p>Yes.</p><div class="moz-cite-prefix">On 03/03/2026 10:15, X wrote:<br></div><blockquote type="cite"'
            ' cite="mid:1@b.example"><p>Hello</p></blockquote><pre class="moz-signature">-- \nMoira</pre>'
        ),
        "Yes.",
    ),
    "Yahoo": (
        '<div>Yes.</div><div id="yahoo_quoted_1" class="yahoo_quoted"><div>On Tuesday, X wrote:</div><div>Hello</div></div>',
        "Yes.",
    ),
    "GMX": (
        (
            '<div>Ja.</div><div name="quote" style="margin:10px"><div><b>Gesendet:</b> Dienstag, 3. März 2026<br/><b>Von:</b>'
            ' "Brightwell Repairs"<br/><b>An:</b> m@b.test<br/><b>Betreff:</b> SR-000145</div><div name="quoted-content">Hallo'
            "</div></div>"
        ),
        "Ja.",
    ),
    "Outlook": (OUTLOOK, "Back door, please.\n\nMoira"),
    "Outlook, the text within its signature": (
        (
            '<div id="ms-outlook-mobile-signature">Yes, please.</div><div id="divRplyFwdMsg"><b>From:</b> Brightwell Repairs<br>'
            "<b>Sent:</b> Tuesday<br><b>To:</b> M<br></div><p>Hello</p>"
        ),
        "Yes, please.",
    ),
    "Proton Mail": (
        (
            '<div>Yes.</div><div class="protonmail_signature_block">Sent with love</div><div class="protonmail_quote">On Tuesday,'
            ' X wrote:<br><blockquote class="protonmail_quote">Hello</blockquote></div>'
        ),
        "Yes.",
    ),
    "written below": ('<blockquote type="cite">Does it squeak?</blockquote><p>Yes.</p>', "Yes."),
    "written below our words": ("<blockquote>Does it squeak?</blockquote><p>Yes.</p>", "Yes."),
    "moved in": (
        "<div>Change:</div><blockquote style='margin:0 0 0 40px'><div>2 x element</div></blockquote><div>Thanks</div>",
        "Change:\n2 x element\nThanks",
    ),
    "a table": (
        "<table><tr><th>Day</th><th>Time</th></tr><tr><td><p>Monday</p></td><td><p>09:00</p></td></tr></table>Thanks",
        "Day | Time\nMonday | 09:00\nThanks",
    ),
    "a table that only lays out": (
        "<table><tr><td><p>Hello,</p><p>the oven is cold.</p></td><td><p>Moira</p></td></tr></table>",
        "Hello,\n\nthe oven is cold.\n\nMoira",
    ),
    "links": (
        (
            'See <a href="https://maker.example/a?b=1&amp;c=2">the manual</a>, <a href="https://www.maker.example/">maker.example</a>'
            ' and <a href="mailto:help@maker.example?subject=x">help@maker.example</a> <a href="#top">up</a>'
            ' <a href="https://eu.safelinks.protection.outlook.com/?url=https%3A%2F%2Fx.example%2F1&amp;data=2">here</a>'
        ),
        "See the manual <https://maker.example/a?b=1&c=2>, maker.example and help@maker.example up here <https://x.example/1>",
    ),
    "lists": (
        "<ul><li>one<li><p>two</p></li></ul><ol><li>first<ul><li>inner</li></ul></li><li>second</li></ol>",
        "- one\n- two\n\n1. first\n  - inner\n2. second",
    ),
    "preformatted": (
        "<pre>one\n  two\n</pre><div style='white-space: pre-wrap'>three\nfour</div>",
        "one\n  two\nthree\nfour",
    ),
    "an emoji that is drawn": ('Fine <img alt="👍" src="https://x.example/1.png">', "Fine 👍"),
    "a comment": ("<!-- <p>no</p> --><p>Yes<script>no()</script></p>", "Yes"),
    "no page": ("a < b, and <3", "a < b, and <3"),
    "a head without end": ("<head><title>x<body>Yes", "Yes"),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_read_as_its_text(name: str) -> None:
    page, wanted = PAGES[name]
    assert extract_reply(read_page(page).lines, OURS).text == wanted
