"""Processes DynamoDB stream event source mappings as Lambda does.

MiniStack 1.5.33 ignores the function's batchItemFailures, and retries a batch whose invocation failed until its
records are too old. This replacement does what AWS documents: only the records from the first failed one on are
retried, a batch whose invocation failed is split in two, and records that fail their last retry or grow too old go
to the on-failure destination.

- https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
- https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html

A new mapping may take minutes to begin (https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html); here it takes
SES_SMTP_FIRST_DELIVERY_SECONDS.

Unlike AWS, a mapping processes one batch at a time regardless of its ParallelizationFactor, and the delay before a
retry does not grow.
"""

import json
import os
import time
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timezone

from ministack.core.arn import ArnParseError, parse_arn
from ministack.core.responses import get_account_id, get_region, new_uuid, request_scope
from ministack.services import dynamodb, dynamodb_streams, lambda_svc, sns


@dataclass
class Batch:
    """Records that are sent to the function together until they succeed or are discarded."""

    records: list
    invocations: int = 0
    failures: int = 0
    """Failures that count toward MaximumRetryAttempts; a split does not count."""


waiting: dict[str, deque[Batch]] = {}
"""Batches read from the stream and not yet finished, by mapping UUID."""


FIRST_DELIVERY_SECONDS = float(os.environ.get("SES_SMTP_FIRST_DELIVERY_SECONDS", "0"))

first_seen: dict[str, float] = {}
"""When each mapping was polled first, by UUID; in seconds of time.monotonic."""


def install() -> None:
    lambda_svc._poll_dynamodb_streams = poll


def poll() -> bool:
    """Processes one batch of each mapping; returns True if there may be more to do right away."""
    mappings = list(lambda_svc._iter_all_esms())
    for gone in set(waiting) - {mapping["UUID"] for _, _, mapping in mappings}:
        del waiting[gone]
    progressed = False
    for account, region, mapping in mappings:
        try:
            with request_scope(account, region):
                progressed = process(mapping) or progressed
        except Exception:  # one mapping's error must not block the others
            lambda_svc.logger.exception("ESM: %s of %s", mapping["UUID"], mapping.get("EventSourceArn"))
            back_off(mapping)
    return progressed


def process(mapping: dict) -> bool:
    table = table_of(mapping)
    function, _ = lambda_svc._get_func_record_for_qualifier(mapping["FunctionName"], mapping.get("Qualifier"))
    begins = first_seen.setdefault(mapping["UUID"], time.monotonic()) + FIRST_DELIVERY_SECONDS
    if time.monotonic() < begins:
        return False
    backing_off = lambda_svc._esm_backoff_until.get(mapping["UUID"], 0) > time.time()
    if not mapping.get("Enabled", True) or table is None or function is None or backing_off:
        return False
    batches = waiting.setdefault(mapping["UUID"], deque())
    if not batches and not read(mapping, table, batches):
        return False
    if not batches:
        return True  # the filter dropped every record
    batch = batches[0]
    discard_old(batch, mapping, function)
    retries = invoke(batch, mapping, function) if batch.records else []
    batches.popleft()  # after the invocation: an error leaves the batch in place
    batches.extendleft(reversed(retries))
    return True


def table_of(mapping: dict) -> str | None:
    """The table whose stream is the mapping's source; None for any other source, or a deleted stream."""
    arn = mapping.get("EventSourceArn", "")
    try:
        spec = parse_arn(arn)
    except ArnParseError:
        return None
    if (spec.service, spec.account_id, spec.region) != ("dynamodb", get_account_id(), get_region()):
        return None
    name, _ = lambda_svc._dynamodb_stream_table_from_arn_spec(spec) or (None, None)
    table = dynamodb._tables.get(name) if name else None
    return name if table and table.get("LatestStreamArn") == arn else None


def read(mapping: dict, table: str, batches: deque[Batch]) -> bool:
    """Reads the next records and drops those that the filter excludes; returns False if there are none."""
    positions, key = lambda_svc._dynamodb_stream_positions, mapping["UUID"]
    with lambda_svc._dynamodb_stream_positions_lock:
        oldest = dynamodb.stream_start_position(table)
        start = oldest if mapping.get("StartingPosition") == "TRIM_HORIZON" else dynamodb.stream_end_position(table)
        position = max(positions.get(key, start), oldest)
        records = dynamodb.stream_records_since(table, position, mapping.get("BatchSize", 100))
        positions[key] = position + len(records)
    wanted = lambda_svc._apply_filter_criteria(records, mapping)
    if wanted:
        batches.append(Batch(wanted))
    return bool(records)


def invoke(batch: Batch, mapping: dict, function: dict) -> list[Batch]:
    """Invokes the function; returns the batches to retry."""
    result = lambda_svc._execute_function(function, {"Records": batch.records})
    name, count = mapping["FunctionName"], len(batch.records)
    if result.get("log"):
        lambda_svc.logger.info("ESM: Lambda %s output:\n%s", name, result["log"])
    if result.get("throttle"):  # not invoked, so not a failed attempt: only the record age limits this
        back_off(mapping)
        return [batch]
    batch.invocations += 1
    first = first_failed(batch.records, result, mapping)
    if first is None:
        mapping["LastProcessingResult"] = f"OK - {count} records"
        return []
    mapping["LastProcessingResult"] = "FAILED"
    lambda_svc.logger.warning("ESM: Lambda %s failed %d of %d DynamoDB stream records", name, count - first, count)
    limit = mapping.get("MaximumRetryAttempts", -1)
    retries = parts(batch, first, bool(result.get("error")), mapping)
    exhausted = [part for part in retries if 0 <= limit < part.failures]
    for part in exhausted:
        context = {"functionError": "Unhandled" if result.get("error") else None}
        report(part, mapping, function, "RetryAttemptsExhausted", context)
    if not exhausted:
        back_off(mapping)
    return [part for part in retries if part not in exhausted]


def first_failed(records: list, result: dict, mapping: dict) -> int | None:
    """The index to retry the batch from; None if all of it succeeded.

    A missing or empty identifier, or one that is not in the batch, means that the whole batch failed.
    """
    if result.get("error"):
        return 0
    if "ReportBatchItemFailures" not in (mapping.get("FunctionResponseTypes") or []):
        return None
    body = result.get("body") or {}
    if not isinstance(body, dict):
        return 0
    failures = body.get("batchItemFailures") or []
    if not isinstance(failures, list):
        return 0
    numbers = [record["dynamodb"]["SequenceNumber"] for record in records]
    named = [failure.get("itemIdentifier") if isinstance(failure, dict) else None for failure in failures]
    if any(number not in numbers for number in named):
        return 0
    return min(map(numbers.index, named), default=None)


def parts(batch: Batch, first: int, threw: bool, mapping: dict) -> list[Batch]:
    """The batch as it is retried. A split does not count as a retry, so it does not count as a failure."""
    records, bisect = batch.records, mapping.get("BisectBatchOnFunctionError")
    if bisect and threw and len(records) > 1:
        middle = len(records) // 2
        return [Batch(half, batch.invocations, batch.failures) for half in (records[:middle], records[middle:])]
    split = bisect and first > 0
    return [Batch(records[first:], batch.invocations, batch.failures + (0 if split else 1))]


def discard_old(batch: Batch, mapping: dict, function: dict) -> None:
    limit = mapping.get("MaximumRecordAgeInSeconds", -1)
    old = [record for record in batch.records if 0 <= limit < time.time() - created(record)]
    if old:
        report(Batch(old, batch.invocations), mapping, function, "RecordAgeExceeded", None)
        batch.records = batch.records[len(old) :]


def back_off(mapping: dict) -> None:
    lambda_svc._esm_backoff_until[mapping["UUID"]] = time.time() + lambda_svc._ESM_BACKOFF_SECONDS


def report(batch: Batch, mapping: dict, function: dict, condition: str, response: dict | None) -> None:
    """Sends the positions of the discarded records, not their contents, to the on-failure destination."""
    destination = ((mapping.get("DestinationConfig") or {}).get("OnFailure") or {}).get("Destination")
    if not destination:
        return
    config = function.get("config") or function
    first, last = batch.records[0], batch.records[-1]
    version = {"statusCode": 200, "executedVersion": config.get("Version", "$LATEST")}
    record = {
        "requestContext": {
            "requestId": new_uuid(),
            "functionArn": mapping["FunctionArn"],
            "condition": condition,
            "approximateInvokeCount": max(1, batch.invocations),
        },
        **({} if response is None else {"responseContext": {**version, **response}}),
        "version": "1.0",
        "timestamp": instant(time.time(), "milliseconds"),
        "DDBStreamBatchInfo": {
            "shardId": dynamodb_streams._DEFAULT_SHARD_ID,
            "startSequenceNumber": first["dynamodb"]["SequenceNumber"],
            "endSequenceNumber": last["dynamodb"]["SequenceNumber"],
            "approximateArrivalOfFirstRecord": instant(created(first), "seconds"),
            "approximateArrivalOfLastRecord": instant(created(last), "seconds"),
            "batchSize": len(batch.records),
            "streamArn": mapping["EventSourceArn"],
        },
    }
    deliver(destination, json.dumps(record))


def deliver(destination: str, body: str) -> None:
    try:
        service = parse_arn(destination).service
    except ArnParseError:
        service = None
    if service == "sns":
        sns._fanout(destination, new_uuid(), body, "")
    elif service == "sqs":
        sns._deliver_to_sqs(destination, "", True, body)
    else:
        lambda_svc.logger.error("ESM: the on-failure destination must be a topic or a queue: %s", destination)


def created(record: dict) -> float:
    return float(record["dynamodb"]["ApproximateCreationDateTime"])


def instant(seconds: float, precision: str) -> str:
    return datetime.fromtimestamp(seconds, timezone.utc).isoformat(timespec=precision).replace("+00:00", "Z")
