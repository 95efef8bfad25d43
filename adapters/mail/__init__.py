"""E-mail, out by SMTP and in as bytes. Out: `smtp`, and `catcher`, which stands in for a server in development. In:
`parsing` reads a header, `senders` and `absence_notes` tell people from programs, and `body` reads words and files,
from `parts` and `tnef`. Of an answer `reply_text` keeps what is new: read `answered_mail`, `lines`, `quotations` and
`quotation_words`, and for HTML `html_text` and `html_tables`. `addresses` is for both ways."""
