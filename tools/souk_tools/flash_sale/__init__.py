"""`make flash-sale`: far more buyers than units, and afterwards every unit is accounted for.

    fifty   fifty buyers at the same moment, ten units: whole checkouts (race.py with little)
    race    the services' own code in several processes, on a DynamoDB of its own (race.py)
    shop    the same through a running shop's public HTTP API (shop.py)

`plan` says what each attempt wants and does; `host` runs a service's functions in a process; `buyers` are the shoppers;
`aftermath` lets what was left behind end. What is proved is the audit's to say (souk_tools.audit); `crossings` adds
that being sold out, and back, was told once each time.
"""
