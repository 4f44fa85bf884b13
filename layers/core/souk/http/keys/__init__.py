"""API keys at the routes for staff: their way in, and how they are looked at."""
