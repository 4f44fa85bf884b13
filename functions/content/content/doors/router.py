"""The API that the route modules of the content service declare their routes on."""

from souk.http import Api
from souk.http.sessions import keys, sessions

api = Api("content", sessions=sessions, keys=keys)
