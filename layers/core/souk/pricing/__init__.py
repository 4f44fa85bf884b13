"""What things cost: one pure engine for the cart, the checkout, an order that is changed and what goes back of it.

`promotions` takes off what a shop's promotions give; docs/pricing.md says by which rules, with examples that are run as
tests. Nothing here reads a table, a clock or the environment.
"""
