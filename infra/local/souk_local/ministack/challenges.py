"""Sessions of a sign-in's challenges: bound to their person, their client and their challenge, short, used once.

AWS: "If an AdminInitiateAuth or AdminRespondToAuthChallenge API request results in a determination that your
application must pass another challenge, Amazon Cognito returns a session … Send this session identifier, unmodified, to
the next request" (https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminRespondToAuthChallenge.html).
MiniStack makes up a session for SOFTWARE_TOKEN_MFA and NEW_PASSWORD_REQUIRED and never looks at it again: a code alone,
and a new password with nothing at all, would sign in.
"""

import json
from collections.abc import Callable
from typing import Any

from ministack.core.responses import error_response_json
from ministack.services import cognito

Answer = tuple[int, dict[str, str], bytes]
Handler = Callable[[dict[str, Any]], Answer]
KEPT = "souk_challenge"
_CHECKED = ("SOFTWARE_TOKEN_MFA", "NEW_PASSWORD_REQUIRED")


def opened(pool_id: str, client_id: str, user: dict[str, Any], challenge: str) -> tuple[str, dict[str, Any]]:
    """A session that this person may answer this challenge with, and its record."""
    token, session = cognito._create_challenge_session(pool_id, client_id, user["Username"])
    session[KEPT] = challenge
    return token, session


def of(data: dict[str, Any], user: dict[str, Any], challenge: str) -> dict[str, Any] | None:
    """The session that a response names, if it is this person's, this client's and of this challenge."""
    session, error = cognito._get_challenge_session(data.get("Session"))
    if error or session is None or session.get(KEPT) != challenge:
        return None
    same = session["client_id"] == data.get("ClientId") and session["username"] == user["Username"]
    return session if same else None


def closed(data: dict[str, Any]) -> None:
    """A session is used once."""
    cognito._challenge_sessions.pop(data.get("Session"), None)


def refused(reason: str = "NotAuthorizedException", message: str = "Invalid session for the user.") -> Answer:
    answer: Answer = error_response_json(reason, message, 400)
    return answer


def responder(data: dict[str, Any]) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """The pool and the person that a challenge response names."""
    pool = cognito._user_pools.get(data.get("UserPoolId"))
    if pool is None:
        return None, None
    username = (data.get("ChallengeResponses") or {}).get("USERNAME")
    return pool, cognito._resolve_user(pool, username)[0]


def install() -> None:
    """Gives the challenges of a password sign-in sessions that hold, and demands them in the answer."""
    password_result, respond = cognito._password_auth_result, cognito._admin_respond_to_auth_challenge

    def answering(pool: dict[str, Any], pid: str, cid: str, user: dict[str, Any], *args: Any, **options: Any) -> Answer:
        status, headers, body = password_result(pool, pid, cid, user, *args, **options)
        said = json.loads(body)
        if said.get("ChallengeName") not in _CHECKED:
            return status, headers, body
        token, _session = opened(pid, cid, user, said["ChallengeName"])
        answer: Answer = cognito.json_response({**said, "Session": token})
        return answer

    def responding(data: dict[str, Any]) -> Answer:
        challenge = data.get("ChallengeName", "")
        pool, user = responder(data)
        if challenge in _CHECKED and pool is not None and user is not None:
            if of(data, user, challenge) is None:
                return refused()
            weak = _weak_password(pool, data) if challenge == "NEW_PASSWORD_REQUIRED" else None
            if weak:
                return weak
        answer: Answer = respond(data)
        if answer[0] == 200:
            closed(data)
        return answer

    cognito._password_auth_result = answering
    cognito._admin_respond_to_auth_challenge = responding


def _weak_password(pool: dict[str, Any], data: dict[str, Any]) -> Answer | None:
    """The pool's password policy, which MiniStack asks about at sign-up only."""
    error: Answer | None = cognito._validate_password(pool, data["ChallengeResponses"].get("NEW_PASSWORD", ""))
    return error
