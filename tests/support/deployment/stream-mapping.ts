import type { BatchResponse } from "../../../handlers/record-dispatcher/handler";
import type { StreamRecord } from "../../../handlers/shared/stream-records";
import { CREDENTIAL_PK, HOLD_PK } from "../../../records/keys";
import { RULE_PREFIX } from "../../../records/receiving-rules";
import type { LambdaModel } from "../aws-model/lambda";
import { STREAM_ARN } from "../aws-model/stream";
import type { VirtualTime } from "../aws-model/virtual-time";

/** How long the mapping collects records before it invokes the function. */
const WINDOW_MS = 200;

/** The program allows a hundred; a history has few faults. */
const MAX_TRIES = 3;
const PAUSE_MS = 1_000;

/**
 * The event source mapping between the stream and the dispatcher. A batch whose function fails is split in two, and one
 * that it reports as failed in part is delivered again from the first record that failed:
 * https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html.
 */
export class StreamMapping {
  /** Records that have not been processed. */
  readonly pending = new Set<{ record: StreamRecord }>();
  private collecting: { record: StreamRecord }[] = [];

  constructor(
    private readonly time: VirtualTime,
    private readonly lambda: LambdaModel,
    private readonly functionName: string,
    private readonly onFailure: (record: string) => void,
  ) {}

  /** Delivers a record after a while, if it is of a kind that the mapping's filter lets through. */
  deliver(record: StreamRecord, delayMs: number): void {
    if (!isDelivered(record)) return;
    const delivery = { record };
    this.pending.add(delivery);
    this.time.after(delayMs, () => {
      if (this.collecting.push(delivery) === 1) this.time.after(WINDOW_MS, () => this.flush());
    });
  }

  /** Discards a record after a while, as one whose function has failed for so long. */
  discard(record: StreamRecord, afterMs: number): void {
    const delivery = { record };
    this.pending.add(delivery);
    this.time.after(afterMs, () => {
      this.pending.delete(delivery);
      this.onFailure(this.discarded([record]));
    });
  }

  private flush(): void {
    const batch = this.collecting;
    this.collecting = [];
    void this.carryOut(batch, 1);
  }

  private async carryOut(batch: readonly { record: StreamRecord }[], attempt: number): Promise<void> {
    const records = batch.map(({ record }) => record);
    const outcome = await this.lambda.run(this.functionName, { Records: records });
    const from = outcome.kind === "done" ? firstFailed(records, outcome.value as BatchResponse) : 0;
    for (const delivery of batch.slice(0, from)) this.pending.delete(delivery);
    const left = batch.slice(from);
    if (left.length === 0) return;
    if (attempt < MAX_TRIES) {
      await this.time.sleep(PAUSE_MS * 2 ** attempt);
      const half = outcome.kind === "done" ? left.length : Math.ceil(left.length / 2);
      const parts = [left.slice(0, half), left.slice(half)].filter(part => part.length > 0);
      await Promise.all(parts.map(part => this.carryOut(part, attempt + 1)));
      return;
    }
    for (const delivery of left) this.pending.delete(delivery);
    this.onFailure(this.discarded(left.map(({ record }) => record)));
  }

  /** https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html */
  private discarded(records: readonly StreamRecord[]): string {
    const numbers = records.map(numberOf).sort();
    return JSON.stringify({
      version: "1.0",
      timestamp: new Date(this.time.now()).toISOString(),
      requestContext: { condition: "RetryAttemptsExhausted", approximateInvokeCount: MAX_TRIES },
      DDBStreamBatchInfo: {
        streamArn: STREAM_ARN,
        shardId: "shardId-1",
        startSequenceNumber: numbers[0],
        endSequenceNumber: numbers.at(-1),
        batchSize: records.length,
      },
    });
  }
}

/** Whether the mapping's filter lets a record through. */
export function isDelivered({ dynamodb }: StreamRecord): boolean {
  const partition = dynamodb?.Keys?.PK?.S ?? "";
  return partition === CREDENTIAL_PK || partition === HOLD_PK || partition.startsWith(RULE_PREFIX);
}

function firstFailed(records: readonly StreamRecord[], { batchItemFailures }: BatchResponse): number {
  const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  const first = records.findIndex(record => failed.has(numberOf(record)));
  return first < 0 ? records.length : first;
}

function numberOf({ dynamodb }: StreamRecord): string {
  return dynamodb?.SequenceNumber ?? "";
}
