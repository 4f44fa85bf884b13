"""The API that the route modules of the products service declare their routes on."""

from souk.http import Api
from souk.http.sessions import keys, sessions

api = Api("products", sessions=sessions, keys=keys)
