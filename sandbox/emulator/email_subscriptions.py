"""Delivers to subscribers by email, through the sandbox's mailbox.

MiniStack 1.5.33 confirms an email address at once and delivers nothing. Here each message for an address is posted to the
sandbox, which puts it into its mailbox. An address is still confirmed at once, as if its owner had opened the link of the
confirmation email; those that SES_SMTP_UNCONFIRMED_EMAILS lists (separated by commas) stay pending, and are listed as
`PendingConfirmation`, as on AWS: https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html.

Environment of the emulator: SES_SMTP_EMAIL_URL, where messages are posted as JSON `{to, subject, message, topicArn}`;
absent: nowhere. It is removed, because functions inherit the environment.
"""

import json
import os
import threading
import urllib.request

from ministack.services import sns

URL = os.environ.pop("SES_SMTP_EMAIL_URL", "")
UNCONFIRMED = frozenset(filter(None, os.environ.get("SES_SMTP_UNCONFIRMED_EMAILS", "").split(",")))
PENDING = "PendingConfirmation"
MAX_POST_SECONDS = 10


def install() -> None:
    fanout, subscribe, list_by_topic = sns._fanout, sns._subscribe, sns._list_subscriptions_by_topic

    def fanout_with_emails(topic_arn, msg_id, message, subject, *rest, **options):
        fanout(topic_arn, msg_id, message, subject, *rest, **options)
        structure = rest[0] if rest else options.get("message_structure", "")
        attributes = (rest[1] if len(rest) > 1 else options.get("message_attributes")) or {}
        for subscription in subscriptions_of(topic_arn):
            if subscription.get("protocol") != "email" or not subscription.get("confirmed"):
                continue
            text = sns._resolve_message_for_protocol(message, structure, "email")
            if sns._matches_filter_policy(subscription, attributes, text):
                email = {"to": subscription["endpoint"], "subject": subject, "message": text, "topicArn": topic_arn}
                threading.Thread(target=post, args=(email,), daemon=True).start()

    def subscribe_unless_unconfirmed(params):
        result = subscribe(params)
        for subscription in subscriptions_of(sns._p(params, "TopicArn")):
            if subscription.get("protocol") == "email" and subscription.get("endpoint") in UNCONFIRMED:
                subscription["confirmed"] = False
                subscription["attributes"][PENDING] = "true"
        return result

    def list_with_pending(params):
        status, headers, body = list_by_topic(params)
        text = body.decode() if isinstance(body, bytes) else body
        for subscription in subscriptions_of(sns._p(params, "TopicArn")):
            if not subscription.get("confirmed"):
                text = text.replace(f">{subscription['arn']}<", f">{PENDING}<")
        return status, headers, text.encode() if isinstance(body, bytes) else text

    sns._fanout, sns._subscribe, sns._list_subscriptions_by_topic = (
        fanout_with_emails,
        subscribe_unless_unconfirmed,
        list_with_pending,
    )


def subscriptions_of(topic_arn: str) -> list:
    topic = sns._topic_by_arn_any_scope(topic_arn) if topic_arn else None
    return (topic or {}).get("subscriptions", [])


def post(email: dict) -> None:
    if not URL:
        return
    headers = {"content-type": "application/json"}
    request = urllib.request.Request(URL, json.dumps(email).encode(), headers)
    try:
        urllib.request.urlopen(request, timeout=MAX_POST_SECONDS).close()
    except OSError as error:
        sns.logger.warning("The email to %s was not delivered: %s", email["to"], error)
