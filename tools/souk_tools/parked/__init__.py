"""`make parked`: what consumers have set aside, and what a person may do about it."""
