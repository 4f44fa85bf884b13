"""The API that the route modules of the webhooks service declare their routes on."""

from souk.http import Api
from souk.http.sessions import keys, sessions

api = Api("webhooks", sessions=sessions, keys=keys)
