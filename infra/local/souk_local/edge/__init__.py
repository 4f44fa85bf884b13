"""The edge: one origin for the site, its media and the API, as CloudFront is in production."""
