"""The API that the route modules of the audit service declare their routes on."""

from souk.http import Api
from souk.http.sessions import keys, sessions

api = Api("audit", sessions=sessions, keys=keys)
