"""How often anybody may do what costs the shop, or others, something: one table of limits for all services.

rules     every limit, by name: what is counted, for whom, how often and in how long
limits    takes from them, and refuses with 429 and the time to wait
visitor   whom a request is from, as far as limits go
table     the counters, in the service's own table
device    a cookie by which a browser is known to an account
forged    webhooks of unknown senders
"""
