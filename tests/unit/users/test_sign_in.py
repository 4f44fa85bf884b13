"""Sign-ins of more than one step: what answers them, how often, and what nobody learns."""

from __future__ import annotations

import pytest

from souk.errors import Unauthenticated
from souk.limits.limits import Limits
from tests.support.limits import MemoryCounters
from tests.unit.users.fakes import MemoryDecisions, MemoryDirectory, MemorySessions, MemorySteps, MemoryUsers
from users.domain.identity import CodeRejected, Identity, Tokens
from users.domain.sign_in import MOST_TRIES, Step, StepEnded, StepKind, StepRequired
from users.usecases.accounts import Accounts
from users.usecases.consents import Consents
from users.usecases.ports import Credential
from users.usecases.sessions import Sessions, SignedIn
from users.usecases.sign_in import Challenge, SignIn

ANN = Identity("ann", "ann@example.com", email_verified=True)
TOKENS = Tokens("bearer", 900, ANN, "session-1", "access", "refresh")
CODE, PASSWORD, NEW = "123456", "correct horse battery", "another correct horse"


class Cognito(MemoryDirectory):
    """Asks for `asks` after a right password; somebody with the credential {"id": "hers"} has a passkey."""

    def __init__(self) -> None:
        super().__init__()
        self.asks: list[StepKind] = [StepKind.TOTP]

    def authenticate(self, email: str, password: str) -> Tokens:
        if password != PASSWORD:
            raise Unauthenticated("the e-mail address or the password is wrong")
        return self._next()

    def answer_totp(self, step: Step, code: str) -> Tokens:
        if (step.session, code) != ("of-totp", CODE):
            raise CodeRejected
        return self._next()

    def answer_new_password(self, step: Step, password: str) -> Tokens:
        assert (step.session, password) == ("of-new_password", NEW)
        return self._next()

    def begin_passkey(self, email: str) -> Step | None:
        return Step(StepKind.PASSKEY, "ann", "of-passkey", "c" * 43) if email == ANN.email else None

    def answer_passkey(self, step: Step, credential: Credential) -> Tokens:
        if credential != {"id": "hers"}:
            raise Unauthenticated("this passkey does not sign in to this account")
        return TOKENS

    def _next(self) -> Tokens:
        if not self.asks:
            return TOKENS
        kind = self.asks.pop(0)
        raise StepRequired(Step(kind, "ann", f"of-{kind}"))


class NoneCommon:
    def contains(self, password: str) -> bool:
        return False


@pytest.fixture
def cognito() -> Cognito:
    return Cognito()


@pytest.fixture
def steps() -> MemorySteps:
    return MemorySteps()


@pytest.fixture
def sessions() -> MemorySessions:
    return MemorySessions()


@pytest.fixture
def sign_in(cognito: Cognito, steps: MemorySteps, sessions: MemorySessions) -> SignIn:
    users = MemoryUsers()
    begun = Sessions(cognito, users, sessions)
    limits = Limits(MemoryCounters())
    accounts = Accounts(cognito, users, begun, NoneCommon(), Consents(MemoryDecisions(), limits, users))
    return SignIn(accounts, begun, cognito, steps, NoneCommon(), limits, "shop.example")


def asked(answer: SignedIn | Challenge) -> Challenge:
    assert isinstance(answer, Challenge)
    return answer


def second_factor(sessions: MemorySessions) -> bool:
    held = sessions.get("ann", "session-1")
    assert held is not None
    return held.second_factor


def test_a_password_alone_begins_a_session_without_a_second_factor(
    sign_in: SignIn, cognito: Cognito, sessions: MemorySessions
) -> None:
    cognito.asks = []
    assert isinstance(sign_in.with_password(ANN.email, PASSWORD, "a browser"), SignedIn)
    assert not second_factor(sessions)


def test_a_code_begins_one_with_it_and_answers_once(sign_in: SignIn, sessions: MemorySessions) -> None:
    challenge = asked(sign_in.with_password(ANN.email, PASSWORD, "a browser"))
    assert sessions.get("ann", "session-1") is None
    assert isinstance(sign_in.with_code(challenge.token, CODE, "a browser"), SignedIn)
    assert second_factor(sessions)
    with pytest.raises(StepEnded):
        sign_in.with_code(challenge.token, CODE, "a browser")


def test_wrong_codes_end_a_sign_in_even_for_the_right_one(sign_in: SignIn) -> None:
    challenge = asked(sign_in.with_password(ANN.email, PASSWORD, "a browser"))
    for _ in range(MOST_TRIES):
        with pytest.raises(CodeRejected):
            sign_in.with_code(challenge.token, "000000", "a browser")
    with pytest.raises(StepEnded):
        sign_in.with_code(challenge.token, CODE, "a browser")


def test_a_new_password_is_no_second_factor_and_one_may_come_after_it(
    sign_in: SignIn, cognito: Cognito, sessions: MemorySessions
) -> None:
    cognito.asks = [StepKind.NEW_PASSWORD, StepKind.TOTP]
    first = asked(sign_in.with_password(ANN.email, PASSWORD, "a browser"))
    with pytest.raises(StepEnded):
        sign_in.with_code(first.token, CODE, "a browser")
    second = asked(sign_in.with_new_password(first.token, NEW, "a browser"))
    assert second.kind is StepKind.TOTP
    assert sessions.get("ann", "session-1") is None


def test_a_passkey_signs_in_with_a_second_factor_and_is_tried_once(sign_in: SignIn, sessions: MemorySessions) -> None:
    challenge = sign_in.passkey(ANN.email)
    with pytest.raises(Unauthenticated):
        sign_in.with_passkey(challenge.token, {"id": "another's"}, "a browser")
    with pytest.raises(StepEnded):
        sign_in.with_passkey(challenge.token, {"id": "hers"}, "a browser")
    sign_in.with_passkey(sign_in.passkey(ANN.email).token, {"id": "hers"}, "a browser")
    assert second_factor(sessions)


def test_an_address_without_a_passkey_is_answered_like_one_with(sign_in: SignIn) -> None:
    known, unknown = sign_in.passkey(ANN.email), sign_in.passkey("nobody@example.com")
    assert known.options.keys() == unknown.options.keys()
    assert len(str(known.options["challenge"])) == len(str(unknown.options["challenge"]))
    assert len(known.token) == len(unknown.token)
    assert known.options["allowCredentials"] == unknown.options["allowCredentials"] == []
    refusals = []
    for challenge in (known, unknown):
        with pytest.raises(Unauthenticated) as refused:
            sign_in.with_passkey(challenge.token, {"id": "another's"}, "a browser")
        refusals.append((refused.value.code, refused.value.message))
    assert refusals[0] == refusals[1]
