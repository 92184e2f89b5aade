"""Checks deliveries between services against the policies AWS checks.

MiniStack 1.5.33 delivers regardless of policies. Here, as AWS documents it, the policy of the receiving resource must
allow the service principal and source of each of these:

- SNS to queues and functions:
  https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html,
  https://docs.aws.amazon.com/sns/latest/dg/lambda-console.html. A refused message goes to the subscription's redrive
  queue:   https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html
- EventBridge rules to functions, queues, and topics, and, with a role, to event buses:
  https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html. A refused event goes to the
  target's dead-letter queue: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
- Alarms to topics: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
- HTTP APIs to functions; a refused request gets a 500 response:
  https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
- Amazon S3 notifications to queues and topics:
  https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html

EventBridge Scheduler, rules whose target has a role, and HTTP APIs whose integration has one need a role that trusts the
service and may call the target:
https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html

A queue without a policy accepts nothing from services. A topic's default policy accepts services that send the account
as aws:SourceOwner: CloudWatch alarms do, EventBridge does not.

Unlike on AWS, REST and WebSocket APIs, Lambda authorizers, and other targets of rules are not checked, and a role needs
permission from its own policies, even if the policy of the target allows it.
"""

import json

import resource_policies
import schedule_targets
from ministack.core import iam_evaluator
from ministack.core.arn import ArnParseError, parse_arn
from ministack.core.responses import get_account_id, get_region
from ministack.services import apigateway, cloudwatch, eventbridge, iam, lambda_svc, sns, sqs
from resource_policies import Call

logger = lambda_svc.logger

SNS, EVENTS, S3 = "sns.amazonaws.com", "events.amazonaws.com", "s3.amazonaws.com"
ALARMS, APIS, SCHEDULER = "cloudwatch.amazonaws.com", "apigateway.amazonaws.com", "scheduler.amazonaws.com"

INTERNAL_ERROR = 500, {"Content-Type": "application/json"}, b'{"message":"Internal Server Error"}'


def install() -> None:
    to_queue, to_function = sns._deliver_to_sqs, sns._deliver_to_lambda
    invoke_target, alarm_actions = eventbridge._invoke_target, cloudwatch._dispatch_alarm_actions
    invoke_proxy = apigateway._invoke_lambda_proxy

    def deliver_to_queue(endpoint, envelope, raw, raw_message, **options):
        topic = options.get("topic_arn", "")
        if not topic or allowed(SNS, endpoint, topic):  # without a topic, a role's permissions apply
            to_queue(endpoint, envelope, raw, raw_message, **options)
            return
        redrive(topic, endpoint, lambda queue: to_queue(queue, envelope, raw, raw_message, **options))

    def deliver_to_function(endpoint, envelope, topic, *rest):
        if allowed(SNS, endpoint, topic):
            to_function(endpoint, envelope, topic, *rest)
            return
        redrive(topic, endpoint, lambda queue: to_queue(queue, envelope, False, "", topic_arn=topic))

    def invoke_allowed_target(target, event, rule, view=None):
        problem = target_problem(target, rule.get("Arn", ""))
        if problem is None:
            invoke_target(target, event, rule, view)
        else:
            send_to_dead_letters(target, event, rule["Arn"], problem, view)

    def act_on_allowed_topics(alarm, *rest):
        named = {
            field: [arn for arn in alarm.get(field) or [] if alarm_allowed(arn, alarm)]
            for field in ("AlarmActions", "OKActions", "InsufficientDataActions")
        }
        alarm_actions({**alarm, **named}, *rest)

    async def invoke_allowed_proxy(integration, api_id, stage, path, method, *rest, **options):
        key = rest[3] if len(rest) > 3 else options.get("route_key", "$default")
        if integration_allowed(integration, api_id, stage, method, key, options):
            return await invoke_proxy(integration, api_id, stage, path, method, *rest, **options)
        return INTERNAL_ERROR

    sns._deliver_to_sqs, sns._deliver_to_lambda = deliver_to_queue, deliver_to_function
    sqs.queue_policy_allows = sns.topic_policy_allows = policy_allows
    eventbridge._invoke_target, cloudwatch._dispatch_alarm_actions = invoke_allowed_target, act_on_allowed_topics
    apigateway._invoke_lambda_proxy = invoke_allowed_proxy
    schedule_targets.refusal_of_role = lambda *call: refusal_of_role(SCHEDULER, *call)


def policy_allows(arn: str, service: str, source_arn: str, source_account: str) -> bool:
    """Replaces MiniStack's checks of queue and topic policies, which allow everything unless AUTH is on."""
    if not source_arn:
        return True
    return allowed(service, arn, source_arn, source_account)


def allowed(service: str, resource: str, source_arn: str, source_account: str = "", keys: dict | None = None) -> bool:
    """Whether the policy of a queue, topic, or function allows the delivery. Logs a refusal."""
    account = source_account or account_of(source_arn)
    target = resource.removesuffix(":$LATEST")
    policy, action = policy_of(target)
    if resource_policies.allows(policy, Call(service, action, target, source_arn, account, keys or {})):
        return True
    refusal = "Not delivered: the policy of %s does not allow %s to %s for %s"
    logger.warning(refusal, target, action, service, source_arn)
    return False


def policy_of(resource: str) -> tuple[str | dict | None, str]:
    """The resource's policy, None if it or the resource does not exist, and the action that a delivery needs."""
    service = service_of(resource)
    if service == "sqs":
        queue = sqs._queue_by_arn(resource)
        return (queue or {}).get("attributes", {}).get("Policy"), "sqs:SendMessage"
    if service == "sns":
        topic = sns._topic_by_arn_any_scope(resource)
        return (topic or {}).get("attributes", {}).get("Policy"), "sns:Publish"
    name, _ = lambda_svc._lambda_function_name_and_qualifier_from_arn(resource)
    function = None
    if name:
        spec = parse_arn(resource)
        function = lambda_svc._functions.get_scoped(spec.account_id, spec.region, name)
    return (function or {}).get("policy"), "lambda:InvokeFunction"


def redrive(topic_arn: str, endpoint: str, send) -> None:
    """Calls `send` with the subscription's redrive queue, if there is one and its policy allows SNS."""
    topic = sns._topic_by_arn_any_scope(topic_arn) or {}
    for subscription in topic.get("subscriptions", []):
        policy = json.loads((subscription.get("attributes") or {}).get("RedrivePolicy") or "{}")
        queue = policy.get("deadLetterTargetArn")
        if subscription.get("endpoint") == endpoint and queue and allowed(SNS, queue, topic_arn):
            send(queue)


def target_problem(target: dict, rule_arn: str) -> str | None:
    """Why a rule may not deliver to its target, or None if it may."""
    arn = target.get("Arn", "")
    action = {**schedule_targets.ACTIONS, "events": "events:PutEvents"}.get(service_of(arn) or "")
    if action is None or service_of(rule_arn) != "events":
        return None
    if target.get("RoleArn"):
        return refusal_of_role(EVENTS, target["RoleArn"], rule_arn, action, arn)
    if service_of(arn) == "events":
        return None  # a bus of the same account and region needs no role
    return None if allowed(EVENTS, arn, rule_arn) else f"The policy of {arn} does not allow it."


def send_to_dead_letters(target: dict, event: dict, rule_arn: str, problem: str, view) -> None:
    queue = (target.get("DeadLetterConfig") or {}).get("Arn")
    if not queue or not allowed(EVENTS, queue, rule_arn):
        return
    attributes = {
        "RULE_ARN": rule_arn,
        "TARGET_ARN": target["Arn"],
        "ERROR_CODE": "NO_PERMISSIONS",
        "ERROR_MESSAGE": problem,
    }
    values = {name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()}
    body = json.dumps((view or eventbridge._pattern_event_view(event)).event_with_detail())
    sns._deliver_to_sqs(queue, "", True, body, message_attributes=values)


def alarm_allowed(action_arn: str, alarm: dict) -> bool:
    if service_of(action_arn) != "sns":
        return True
    source = alarm.get("AlarmArn", "")
    return allowed(ALARMS, action_arn, source, keys={"aws:sourceowner": account_of(source)})


def integration_allowed(integration: dict, api_id: str, stage: str, method: str, route_key: str, owner: dict) -> bool:
    """Whether an HTTP API's route may invoke its function. With credentials, their role needs the permission instead."""
    account, region = owner.get("owner_account_id") or get_account_id(), owner.get("owner_region") or get_region()
    function = apigateway._extract_lambda_ref_from_integration_uri(integration.get("integrationUri", ""))
    if not function.startswith("arn:"):
        function = f"arn:aws:lambda:{region}:{account}:function:{function}"
    _, space, route_path = route_key.partition(" ")
    route = f"{method}{route_path}" if space else route_key
    source = f"arn:aws:execute-api:{region}:{account}:{api_id}/{stage}/{route}"
    if integration.get("credentialsArn"):
        return refusal_of_role(APIS, integration["credentialsArn"], source, "lambda:InvokeFunction", function) is None
    return allowed(APIS, function, source)


def refusal_of_role(service: str, role_arn: str, source_arn: str, action: str = "", resource: str = "") -> str | None:
    """Why the service may not assume the role or, given an action, why the role may not perform it, or None."""
    account, name = account_of(role_arn), role_arn.rsplit("/", 1)[-1]
    role = iam._roles.get_scoped(account, None, name) if account else None
    trust = (role or {}).get("AssumeRolePolicyDocument")
    call = Call(service, "sts:AssumeRole", role_arn, source_arn, account_of(source_arn))
    if role is None or role.get("Arn") != role_arn or not resource_policies.allows(trust, call):
        logger.warning("Not delivered: %s may not assume %s for %s", service, role_arn, source_arn)
        return f"{service} may not assume {role_arn}"
    if not action:
        return None
    principal = f"arn:aws:sts::{account}:assumed-role/{name}/{service}"
    context = iam_evaluator.EvalContext(principal, "AssumedRole", account, action, resource, get_region())
    policies = iam_evaluator._gather_role_policies(name, account)
    boundary = iam_evaluator._permissions_boundary(iam._roles, name, account)
    if iam_evaluator.evaluate(context, policies, *boundary).decision == "Allow":
        return None
    logger.warning("Not delivered: %s may not %s on %s", role_arn, action, resource)
    return f"User: {principal} is not authorized to perform: {action} on resource: {resource}"


def service_of(arn: str) -> str | None:
    try:
        return parse_arn(arn).service
    except ArnParseError:
        return None


def account_of(arn: str) -> str:
    try:
        return parse_arn(arn).account_id or ""
    except ArnParseError:
        return ""
