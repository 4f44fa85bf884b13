"""A stand-in for the union's register of VAT numbers (VIES), beside the sandbox carrier: its REST API as far as the
shop uses it. A number is known unless it is of a list below; those of the country `AWAY` get no answer.
"""

from itertools import count

from aiohttp import web

PATH = "/taxation_customs/vies/rest-api/check-vat-number"
# Numbers whose digits fit together, and that nobody has.
UNKNOWN = frozenset({"DK13585628", "EE100931558"})
# A country whose own register never answers.
AWAY = "HU"
_consultations = count(1)


async def check(request: web.Request) -> web.Response:
    body = await request.json()
    country, number = str(body.get("countryCode", "")), str(body.get("vatNumber", ""))
    if country == AWAY:
        return web.json_response({"actionSucceed": False, "errorWrappers": [{"error": "MS_UNAVAILABLE"}]}, status=500)
    valid = bool(number) and f"{country}{number}" not in UNKNOWN
    asked_by = body.get("requesterNumber")
    return web.json_response(
        {
            "countryCode": country,
            "vatNumber": number,
            "valid": valid,
            "requestIdentifier": f"WAPISANDBOX{next(_consultations):05d}" if valid and asked_by else "",
        }
    )
