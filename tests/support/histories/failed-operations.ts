import { type FailureCode, FAILURES } from "../../../handlers/reconciler/failures/catalogue";
import { CREDENTIAL_PK, usernameOf } from "../../../records/keys";
import type { Write } from "../aws-model/dynamodb";
import type { Deployment } from "../deployment/deployment";
import { isForgottenQueue, isReported, whereabouts } from "../deployment/whereabouts";
import type { Invariants } from "./invariants";
import { USERNAMES } from "./moves";
import type { Progress } from "./progress";

/** Nothing that failed is lost: a later run succeeds, or a message or an event for it waits somewhere. */
export class FailedOperations {
  /** Usernames whose record the manager has set to `failed` for a reason that a retry may fix. */
  private readonly failed = new Set<string>();

  constructor(
    private readonly deployment: Deployment,
    private readonly progress: Progress,
    private readonly invariants: Invariants,
  ) {}

  /** The manager reports a failure that a retry may fix, and then writes it. */
  afterWrite({ key, before, after }: Write): void {
    if (key.PK !== CREDENTIAL_PK) return;
    const username = usernameOf(key.SK) ?? "";
    const code = retriedCode(after);
    if (code === undefined || this.invariants.administrator) return void this.failed.delete(username);
    if (code === retriedCode(before)) return;
    this.failed.add(username);
    this.invariants.check(
      isReported(this.deployment, username),
      `${username} is failed (${code}), and nothing will retry it`,
    );
  }

  check(): void {
    for (const username of USERNAMES) {
      const places = whereabouts(this.deployment, username).filter(place => place !== "wake-up");
      if (this.failed.has(username) && !this.progress.isLost(username))
        this.invariants.check(places.length > 0, `${username} is failed, and nothing retries it anymore`);
      if (this.progress.owes(username))
        this.invariants.check(places.length > 0, `what failed for ${username} is lost`);
    }
    if (this.deployment.losesNoWakeUp)
      this.invariants.check(!isForgottenQueue(this.deployment), "no drain is booked for the messages");
  }

  /** In the end, nothing is tried again and again. */
  checkQuiet(): void {
    const { deadLetters, lambda, published } = this.deployment;
    const left = [...deadLetters.bodies, ...[...published].map(({ message }) => message)];
    this.invariants.check(left.length === 0, `messages are left: ${left.join()}`);
    const events = [...lambda.pending].map(({ payload }) => payload);
    this.invariants.check(events.length === 0, `events are left: ${events.join()}`);
  }
}

/** The code of a record that failed, if a retry may fix it; one that asked for `failed` stays so, with the failure it has. */
function retriedCode(item: Write["after"]): FailureCode | undefined {
  if (item?.failure?.M?.of?.M?.status?.S === "failed") return undefined;
  const code = item?.status?.S === "failed" ? (item.failure?.M?.code?.S as FailureCode) : undefined;
  return code !== undefined && FAILURES[code]?.retried ? code : undefined;
}
