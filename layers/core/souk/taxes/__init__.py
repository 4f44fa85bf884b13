"""Which tax a sale bears: pure rules over tables of rates with dates. Nothing here reads a clock or the network.

`places` says in whose tax system an address lies, `shipped` has the rates that come with the code, `settings` is what
the shop's staff say beside them, and `taxes` decides. `numbers` checks VAT numbers without asking anybody. Why so:
`docs/decisions/0073-taxes.md`.
"""
