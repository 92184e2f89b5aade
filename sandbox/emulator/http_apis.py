"""What HTTP APIs do beyond MiniStack 1.5.33, as AWS documents it.

- Throttles of a stage and its routes answer 429:
  https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html
- A function that fails answers 500, not 502:
  https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
- A stage's access log has an entry for each request, refused ones included:
  https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html
- The function learns who called it, where that is a role's session, and the request's ID, which the log and the response
  have, too.
- An integration keeps the role that it was given: delivery_policies.py judges it.

Who may call what is the front door's decision. It passes on what it refused, with the reason in a header that it accepts
from nobody else.
"""

import json
import re
import time
from contextvars import ContextVar
from dataclasses import dataclass, field

import roles
from ministack.services import apigateway, cloudwatch_logs, lambda_svc

logger = lambda_svc.logger

REFUSAL_HEADER = "x-ses-smtp-refusal"
"""Why the front door refuses the request."""

VARIABLE = re.compile(r"\$context\.([A-Za-z.]+)")


@dataclass
class Bucket:
    """https://en.wikipedia.org/wiki/Token_bucket: `burst` tokens at most, `rate` new ones per second."""

    rate: float
    burst: float
    tokens: float
    at: float = field(default_factory=time.monotonic)

    def take(self) -> bool:
        now = time.monotonic()
        self.tokens = min(self.burst, self.tokens + (now - self.at) * self.rate)
        self.at = now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True


buckets: dict[tuple, Bucket] = {}

current: ContextVar[dict | None] = ContextVar("http_api_request", default=None)
"""The access log variables of the request that is handled; None outside HTTP APIs."""


def install() -> None:
    handle, identity_of_key = apigateway._handle_execute_in_scope, apigateway._iam_caller_identity_v2
    new_uuid, response_of = apigateway.new_uuid, lambda_svc.lambda_execute_result_to_api_proxy_response
    create_integration, update_integration = apigateway._create_integration, apigateway._update_integration

    async def handle_request(api_id, stage, path, method, headers, body, query_params, account, region, raw_query=None):
        route = apigateway._match_route(api_id, method, "/" + path.lstrip("/"))
        context = variables(api_id, stage, path, method, headers, route, new_uuid())
        token = current.set(context)
        try:
            response = refusal(api_id, stage, route, headers, context)
            if response is None:
                inner = {name: value for name, value in headers.items() if name.lower() != REFUSAL_HEADER}
                response = await handle(
                    api_id, stage, path, method, inner, body, query_params, account, region, raw_query
                )
        finally:
            current.reset(token)
        status, response_headers, response_body = response
        context["status"] = str(status)
        write_access_log(api_id, stage, context)
        return status, {**response_headers, "apigw-requestid": context["requestId"]}, response_body

    def create_integration_with_role(api_id, data):
        return with_role(api_id, create_integration(api_id, data), data)

    def update_integration_with_role(api_id, integration_id, data):
        return with_role(api_id, update_integration(api_id, integration_id, data), data)

    def caller_identity(headers, query_params):
        return role_identity(headers) or identity_of_key(headers, query_params)

    def request_id():
        context = current.get()
        return new_uuid() if context is None else context["requestId"]

    def response_to(result):
        context = current.get()
        answered = isinstance(result.get("body"), dict) and "statusCode" in result["body"]
        if context is None or not result.get("error") or answered:
            return response_of(result)
        context["integrationErrorMessage"] = "The function failed; its log has the reason."
        return response(500, "Internal Server Error", as_function=True), None

    apigateway._handle_execute_in_scope = handle_request
    apigateway._create_integration = create_integration_with_role
    apigateway._update_integration = update_integration_with_role
    apigateway._iam_caller_identity_v2 = caller_identity
    apigateway.new_uuid = request_id
    lambda_svc.lambda_execute_result_to_api_proxy_response = response_to


def with_role(api_id: str, answer: tuple, data: dict) -> tuple:
    """Notes the role of an integration that was created or updated, which MiniStack drops, and shows it in the answer."""
    status, headers, body = answer
    if status >= 300 or "credentialsArn" not in data:
        return answer
    integration = apigateway._integrations[api_id][json.loads(body)["integrationId"]]
    integration["credentialsArn"] = data["credentialsArn"]
    return status, headers, json.dumps(integration).encode()


def refusal(api_id: str, stage: str, route: dict | None, headers: dict, context: dict):
    """The response to a request that does not reach its integration, or None."""
    reason = next((value for name, value in headers.items() if name.lower() == REFUSAL_HEADER), None)
    if reason and (route or {}).get("authorizationType") == "AWS_IAM":
        context["authorizer.error"] = reason
        return failed(403, "Forbidden", context)
    if not within_throttle(api_id, stage, (route or {}).get("routeKey", "")):
        return failed(429, "Too Many Requests", context)
    return None


def failed(status: int, message: str, context: dict):
    context["error.message"] = message
    return response(status, message)


def response(status: int, message: str, as_function: bool = False):
    headers, body = {"Content-Type": "application/json"}, json.dumps({"message": message}, separators=(",", ":"))
    if as_function:
        return {"statusCode": status, "headers": headers, "body": body}
    return status, headers, body.encode()


def within_throttle(api_id: str, stage: str, route_key: str) -> bool:
    """A route's own settings replace the stage's; each route has a bucket of its own."""
    settings = apigateway._stages.get(api_id, {}).get(stage) or {}
    limits = {**(settings.get("defaultRouteSettings") or {}), **((settings.get("routeSettings") or {}).get(route_key) or {})}
    rate, burst = limits.get("throttlingRateLimit"), limits.get("throttlingBurstLimit")
    if rate is None or burst is None:
        return True
    key = (api_id, stage, route_key)
    bucket = buckets.get(key)
    if bucket is None or (bucket.rate, bucket.burst) != (rate, burst):
        bucket = buckets[key] = Bucket(rate, burst, burst)
    return bucket.take()


def role_identity(headers: dict) -> dict | None:
    """`requestContext.authorizer.iam` of a role's session."""
    identity = roles.identity_of(roles.caller.get())
    if identity is None:
        return None
    match = re.search(r"Credential=([^/]+)/", headers.get("authorization", ""))
    return {
        "accessKey": match[1] if match else "",
        "accountId": identity["accountId"],
        "callerId": identity["principalId"],
        "cognitoIdentity": None,
        "principalOrgId": None,
        "userArn": identity["arn"],
        "userId": identity["principalId"],
    }


def variables(api_id, stage, path, method, headers, route, request_id) -> dict:
    lower = {name.lower(): value for name, value in headers.items()}
    iam = apigateway._iam_caller_identity_v2(lower, {}) or {}
    return {
        "apiId": api_id,
        "stage": stage,
        "requestId": request_id,
        "requestTime": time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime()),
        "httpMethod": method,
        "path": path,
        "routeKey": (route or {}).get("routeKey", ""),
        "identity.sourceIp": "127.0.0.1",
        "identity.userAgent": lower.get("user-agent", ""),
        "identity.accountId": iam.get("accountId") or "",
        "identity.caller": iam.get("callerId") or "",
        "identity.userArn": iam.get("userArn") or "",
    }


def write_access_log(api_id: str, stage: str, context: dict) -> None:
    settings = (apigateway._stages.get(api_id, {}).get(stage) or {}).get("accessLogSettings") or {}
    _, found, group = settings.get("destinationArn", "").partition(":log-group:")
    if not found:
        return
    group, stream = group.removesuffix(":*"), f"{api_id}/{stage}".replace("$", "")
    message = VARIABLE.sub(lambda match: context.get(match[1]) or "-", settings.get("format", ""))
    cloudwatch_logs._create_log_stream({"logGroupName": group, "logStreamName": stream})  # or it exists
    event = {"timestamp": int(time.time() * 1000), "message": message}
    cloudwatch_logs._put_log_events({"logGroupName": group, "logStreamName": stream, "logEvents": [event]})
