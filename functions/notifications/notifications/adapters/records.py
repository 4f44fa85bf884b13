"""The items of the notifications table.

    pk ORDER#<order id>    sk LETTER#<event id>#<kind>   the claim on a letter about an order, then what became of it;
                                                         30 days
                           sk CONTACT                    whom the letters of the order go to; 400 days
    pk LETTER#<event id>   sk <kind>                     the same of a letter about an account; those about orders were
                                                         claimed here, too, by versions before
    pk WORDS#<kind>        sk <language>                 the merchant's words of a letter
    pk DEAD#<hash>         sk ADDRESS                    an address that mail came back from; 400 days

A letter costs two write units, an order one more for its contact. The indexes are the inbox's (see `souk.delivery`).
"""

from __future__ import annotations

from pynamodb.attributes import NumberAttribute, UnicodeAttribute, UTCDateTimeAttribute

from souk.storage.dynamo import Record


class ClaimRecord(Record):
    state = UnicodeAttribute()
    lease_until = NumberAttribute()
    message_id = UnicodeAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    to = UnicodeAttribute(null=True)
    expires_at = NumberAttribute()


class ContactRecord(Record):
    number = UnicodeAttribute()
    email = UnicodeAttribute()
    access_key = UnicodeAttribute(null=True)
    locale = UnicodeAttribute(null=True)
    version = NumberAttribute(null=True)
    expires_at = NumberAttribute()


class DeadAddressRecord(Record):
    why = UnicodeAttribute()
    since = UTCDateTimeAttribute()
    expires_at = NumberAttribute()


class WordsRecord(Record):
    """`version` is that of the event they came with."""

    subject = UnicodeAttribute(null=True)
    intro = UnicodeAttribute(null=True)
    closing = UnicodeAttribute(null=True)
    version = NumberAttribute()
