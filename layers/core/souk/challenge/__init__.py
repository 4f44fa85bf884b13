"""A challenge against robots, for whoever has used half of a limit (`souk.limits`). Off unless the shop sets one up,
and then not even loaded.

people      asks for an answer, and lets through whom the provider calls a person
provider    the port: whether an answer holds
turnstile   Cloudflare Turnstile, and whatever else speaks its `siteverify`
"""
