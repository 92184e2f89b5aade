"""Delays of messages in queues, sped up together with schedules.

MiniStack 1.5.33 delays a message by its DelaySeconds, or else by those of its queue, as AWS does:
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-timers.html. What is kept in a
queue until a schedule wakes its reader must come as soon as the schedule does, or a test would wait for minutes.

Environment of the emulator: SES_SMTP_SCHEDULE_SPEEDUP (default 1) divides the delays, as it does the time left of
one-time schedules. Visibility timeouts stay as they are.
"""

from ministack.services import sqs
from schedules import SPEEDUP


def install() -> None:
    send = sqs._act_send_message

    def send_sped_up(data, queue_url):
        result = send(data, queue_url)
        queue = sqs._get_q(data.get("QueueUrl", queue_url), "sqs:SendMessage")
        for message in reversed(queue["messages"]):
            if message["id"] == result["MessageId"]:
                message["visible_at"] = message["sent_at"] + (message["visible_at"] - message["sent_at"]) / SPEEDUP
                break
        return result

    if SPEEDUP != 1:
        sqs._act_send_message = sqs._HANDLERS["SendMessage"] = send_sped_up
