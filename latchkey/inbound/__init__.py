"""What comes in from outside: mails, and what the SMS provider posts.

Read `mail_webhook` and `mail`, which takes a mail to its order, its invoice or staff; then `sms_webhook`.
"""
