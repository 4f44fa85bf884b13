"""The HTTP routes of the products service, by who calls them."""

from souk.http import Api

api = Api("products")
