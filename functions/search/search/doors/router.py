"""The API that the route modules of the search service declare their routes on."""

from souk.http import Api

api = Api("search")
