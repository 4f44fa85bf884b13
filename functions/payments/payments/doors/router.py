"""The API that the route modules of the payments service declare their routes on."""

from souk.http import Api

api = Api("payments")
