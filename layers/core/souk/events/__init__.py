"""The facts services publish: one envelope, and a module of data models for every service that publishes.

Nothing of any service is imported here: who publishes or consumes imports the modules of the events it is about.
"""

from souk.events.envelope import Event, data_of, topic_of

__all__ = ["Event", "data_of", "topic_of"]
