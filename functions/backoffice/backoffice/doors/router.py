"""The API that the route modules of the backoffice service declare their routes on."""

from souk.http import Api
from souk.http.sessions import keys, sessions

api = Api("backoffice", sessions=sessions, keys=keys)
