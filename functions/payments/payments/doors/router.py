"""The API that the route modules of the payments service declare their routes on."""

from souk.http import Api
from souk.http.sessions import keys, sessions

api = Api("payments", sessions=sessions, keys=keys)
