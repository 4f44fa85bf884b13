"""Buys something through the public API as a shopper would, and shows what happened behind it.

`python -m souk_tools.demo` prints each step with its correlation id, the order's event history, the e-mails sent, and
the log lines of every service that worked on it. `return` has what was bought come back and paid back, of `claim` a
unit arrived damaged, stays where it is and is paid back in part, of `exchange` another variant is ordered for what
comes back, and paid by the link of the letter, `withdraw` has the shopper withdraw from the contract
by the order's number, `bank-transfer` is paid by two transfers that a bank
statement tells of, of `lost-parcel` the carrier loses the parcel. Of `dispute` the shopper's bank asks the money back,
and gives it back once staff have sent evidence. `cancel-line` buys two of a thing and has one of them
cancelled before it is handed over; `draft` is put together by staff, at an agreed price, and paid by the link of the
letter before one of two is cancelled; `edit` is put together so, too, and changed before it is sent: less of it, and
something beside it that is paid by a link of its own. `two-parcels` buys two things that are at two locations of the
shop. `preorder` buys units that are not there yet, which follow once they came in; `pickup` is fetched in the shop for
the code of its letter, `files` is downloaded until no download is left, and `held` is charged when it is sent. In the
end state, money, documents and stock have to agree.
"""
