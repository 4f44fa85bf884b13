"""A first member of staff, so that there is somebody to sign in to the back office as."""

from souk_local import secrets
from souk_local.aws import Clients
from souk_local.deployment import Deployed
from souk_local.settings import Settings

EMAIL = "staff@souk.example"
GROUPS = ("staff", "admin")


def ensure(settings: Settings, clients: Clients, deployed: Deployed) -> bool:
    """Makes the account with its password and groups; answers whether it was new."""
    users, pool = clients.users, deployed.user_pool_id
    password = secrets.load(settings).staff_password
    new = False
    try:
        users.admin_get_user(UserPoolId=pool, Username=EMAIL)
    except users.exceptions.UserNotFoundException:
        users.admin_create_user(
            UserPoolId=pool,
            Username=EMAIL,
            MessageAction="SUPPRESS",
            UserAttributes=[
                {"Name": "email", "Value": EMAIL},
                {"Name": "email_verified", "Value": "true"},
                {"Name": "name", "Value": "Souk Staff"},
            ],
        )
        users.admin_set_user_password(UserPoolId=pool, Username=EMAIL, Password=password, Permanent=True)
        new = True
    for group in GROUPS:
        users.admin_add_user_to_group(UserPoolId=pool, Username=EMAIL, GroupName=group)
    return new
