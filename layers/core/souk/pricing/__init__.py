"""What things cost: one pure engine for the cart, the checkout, an order that is changed and what goes back of it.

`promotions` takes off what a shop's promotions give, `delivery` says what bringing it costs and when it arrives;
docs/pricing.md says by which rules, with examples that are run as tests. Nothing here reads a table, a clock or the
environment.
"""
