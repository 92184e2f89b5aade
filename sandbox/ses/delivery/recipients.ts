import { DELIVERED, type Outcome, simulatorOutcome } from "./outcome";

/** What the servers of recipients do with a message: they accept it, unless told otherwise. */
export class Recipients {
  private readonly outcomes = new Map<string, Outcome>();

  /** For tests: what becomes of messages to an address from now on. */
  respond(address: string, outcome: Outcome): void {
    this.outcomes.set(address.toLowerCase(), outcome);
  }

  outcomeFor(address: string): Outcome {
    return this.outcomes.get(address.toLowerCase()) ?? simulatorOutcome(address) ?? DELIVERED;
  }

  reset(): void {
    this.outcomes.clear();
  }
}
