"""The API that the route modules of the notifications service declare their routes on."""

from souk.http import Api
from souk.http.sessions import keys, sessions

api = Api("notifications", sessions=sessions, keys=keys)
