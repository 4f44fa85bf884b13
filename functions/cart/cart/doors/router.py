"""The API of the cart service, and whom its two families of routes are for."""

from cart.doors import shopper
from souk.http import Api
from souk.http.families import Families
from souk.shopper.owner import CART_COOKIE

api = Api("cart", guest_cookie=CART_COOKIE)
families = Families(api, guest=shopper.guest, member=shopper.member, names=("{}", "my_{}"), answer=shopper.remembering)
