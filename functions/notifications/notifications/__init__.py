"""Notifications: the e-mails a shopper gets on the way from sign-up to doorstep."""
