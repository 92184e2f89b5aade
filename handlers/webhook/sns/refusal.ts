/**
 * A message that is not accepted. SNS gives up after any 4xx and retries after a 5xx
 * (https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html), so a 4xx means never, and a 5xx later.
 */
export class Refusal extends Error {
  override readonly name = "Refusal";

  /** @param detail in sentences: what is wrong and what to do about it. Repeats nothing of an unverified message. */
  constructor(
    readonly status: 400 | 403 | 413 | 503,
    detail: string,
  ) {
    super(detail);
  }
}
