/** A message that SES does not accept as it is written; the reply is `554 Transaction failed: ` and the message. */
export class InvalidMessage extends Error {
  override readonly name = "InvalidMessage";
}

/** @throws InvalidMessage */
export function reject(reason: string): never {
  throw new InvalidMessage(reason);
}
