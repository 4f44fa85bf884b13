"""A whole local cloud in which customers buy while its parts are stopped and started under them."""
