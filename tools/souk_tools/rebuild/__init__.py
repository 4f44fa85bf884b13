"""`make rebuild`: makes the projections of the back office anew from the events that the services' tables hold."""
