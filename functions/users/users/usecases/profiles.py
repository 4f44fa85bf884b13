"""The shop's own record of a person, made and kept in step with what Cognito has proved of them."""

from __future__ import annotations

from souk import clock
from souk.events import Event
from souk.events.factory import new_event
from souk.events.users import AccountAlert, UserChanged
from souk.storage.versioned import until_fresh
from users.domain.identity import EmailNotConfirmed, Identity
from users.domain.profile import DEFAULT_LOCALE, Profile
from users.usecases.ports import Profiles


def current_profile(profiles: Profiles, identity: Identity, name: str = "", locale: str = "") -> Profile:
    """The person's profile, made at the first opportunity and announced once, with the address that was proved last.

    `name` goes before Cognito's, which is read for a new profile alone. Raises EmailNotConfirmed when nothing was
    proved: an address that anyone can write down must not become a person, nor get a letter.
    """
    if not identity.email_verified:
        raise EmailNotConfirmed("enter the code from the e-mail we sent, or ask for a new one")

    def bring_up_to_date() -> Profile:
        held = profiles.get(identity.id)
        if held is None:
            made = Profile(identity.id, identity.email, name or identity.name, clock.now(), locale or DEFAULT_LOCALE)
            return profiles.create(made, changed_event("user.registered", made))
        if held.email == identity.email:
            return held
        moved = held.moved(identity.email)
        # Told at the address before: whoever reads the new one knows.
        return profiles.save(moved, changed_event("user.updated", moved), alert("user.email_changed", held))

    return until_fresh(bring_up_to_date)


def changed_event(event_type: str, profile: Profile) -> Event:
    """The event of a change that is about to be stored."""
    data = UserChanged(
        user_id=profile.id,
        email=profile.email,
        name=profile.name,
        locale=profile.locale,
        blocked=profile.is_blocked,
    )
    return new_event(event_type, aggregate_id=profile.id, aggregate_version=profile.version + 1, data=data)


def alert(event_type: str, profile: Profile, device: str = "") -> Event:
    """The event of something that the person must hear of, as it may have been somebody else."""
    data = AccountAlert(user_id=profile.id, email=profile.email, device=device, locale=profile.locale)
    return new_event(event_type, aggregate_id=profile.id, aggregate_version=profile.version, data=data)
