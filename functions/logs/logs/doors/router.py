"""The API that the route modules of the logs service declare their routes on."""

from souk.http import Api
from souk.http.sessions import keys, sessions

api = Api("logs", sessions=sessions, keys=keys)
