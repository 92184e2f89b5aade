"""Who calls, where that is a function: its role.

Functions get their role's ARN and their own name as session token, so that the front door can apply the role's
policies. CloudTrail's events name the role's session as AWS's do, where MiniStack 1.5.33 names a user:
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html.
"""

import json
from contextvars import ContextVar

from ministack.core import lambda_runtime
from ministack.core.arn import parse_arn
from ministack.services import cloudtrail, lambda_svc

caller: ContextVar[str] = ContextVar("caller", default="")
"""The session token of the request that is handled."""


def install() -> None:
    credentials, record = lambda_runtime.execution_credentials, cloudtrail.record_event

    def with_role(config: dict) -> dict:
        token = f"{config.get('Role', '')}#{config.get('FunctionName', '')}"
        return {**credentials(config), "AWS_SESSION_TOKEN": token}

    def record_with_role(*arguments, **options):
        record(*arguments, **options)
        identity = identity_of(caller.get())
        if identity:
            name_caller(cloudtrail._get_event_queue()[-1], identity)

    lambda_runtime.execution_credentials = lambda_svc.execution_credentials = with_role
    cloudtrail.record_event = record_with_role


def naming_caller(app):
    """The application, with each request's session token in `caller`."""

    async def named(scope, receive, send):
        token = dict(scope.get("headers") or []).get(b"x-amz-security-token", b"")
        caller.set(token.decode("latin-1"))
        await app(scope, receive, send)

    return named


def identity_of(token: str) -> dict | None:
    role, _, session = token.partition("#")
    if ":role/" not in role:
        return None
    account, name = parse_arn(role).account_id, role.rsplit("/", 1)[-1]
    return {
        "type": "AssumedRole",
        "principalId": f"AROA{name}:{session}",
        "arn": f"arn:aws:sts::{account}:assumed-role/{name}/{session}",
        "accountId": account,
        "sessionContext": {"sessionIssuer": {"type": "Role", "arn": role, "accountId": account, "userName": name}},
    }


def name_caller(event: dict, identity: dict) -> None:
    detail = json.loads(event["CloudTrailEvent"])
    access_key = detail["userIdentity"].get("accessKeyId", "")
    detail["userIdentity"] = {**identity, "accessKeyId": access_key}
    event["CloudTrailEvent"] = json.dumps(detail)
    event["Username"] = identity["arn"].rsplit("/", 1)[-1]
