"""Log entries and error groups in DynamoDB.

    pk TRACE#<correlation id>       sk <time>#<id>   an entry
    pk LINE#<service>#<day>         sk <time>#<id>   an entry that belongs to no request
       gsi1 SERVICE#<service>#<day> <time>#<id>      every entry
       gsi2 PROBLEM#<day>           <time>#<id>      entries from WARNING upwards
    pk ERROR#<fingerprint>          sk GROUP         an error group
       gsi1 ERRORS                  <last seen>#<fingerprint>
    pk ERROR#<fingerprint>          sk SAMPLE        its sample with the stack, rewritten only with an alert
                                    sk OUTBOX#…      alerts

An entry costs two write units (itself and gsi1) while it is under 1 KB, and is written in batches of 25.
"""

from logs.adapters.store.entries import EntryStore
from logs.adapters.store.groups import GroupStore

__all__ = ["EntryStore", "GroupStore"]
