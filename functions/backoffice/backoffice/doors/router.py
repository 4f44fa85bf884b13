"""The API that the route modules of the backoffice service declare their routes on."""

from souk.http import Api
from souk.http.sessions import sessions

api = Api("backoffice", sessions=sessions)
