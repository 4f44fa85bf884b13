"""The API that the route modules of the users service declare their routes on."""

from souk.http import Api

api = Api("users")
