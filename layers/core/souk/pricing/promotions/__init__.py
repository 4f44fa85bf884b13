"""Promotions: `rules` are those of a shop, made for being looked through fast, `engine.price` is what they take off a
cart, `priced` what it answers, `unsupported` what a shop cannot have yet.
"""
