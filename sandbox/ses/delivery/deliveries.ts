import type { ConfigurationSet } from "../control-plane/configuration-sets";
import type { AccountSuppression } from "../control-plane/account-suppression";
import type { AcceptedMessage } from "../submission/accepted-message";
import {
  bounceRecord,
  complaintRecord,
  delayRecord,
  deliveryRecord,
  type EventRecord,
  type EventType,
  type RecordContext,
  rejectRecord,
  sendRecord,
} from "./event-record";
import type { EventTargets } from "./event-targets";
import { isSimulator, type Outcome, suppressedByAccount } from "./outcome";
import { publishEvent } from "./publish-event";
import type { Recipients } from "./recipients";
import { isInfected } from "./virus";

/** One thing that happened to a message. */
export interface Fate {
  at: Date;
  event: EventType;
  recipients: readonly string[];
  /** Such as the receiving server's reply. */
  detail?: string;
  /** Why the event could not be published. */
  unpublished?: readonly string[];
}

export interface DeliveriesOptions {
  region: string;
  accountId: string;
  now: () => Date;
  suppression: AccountSuppression;
  recipients: Recipients;
  configurationSet(name: string): ConfigurationSet | undefined;
  /** Absent: events go nowhere. */
  targets?: EventTargets;
  onFate(messageId: string, fate: Fate): void;
}

/** Decides what becomes of accepted messages, and publishes the events. No message leaves this machine. */
export class Deliveries {
  private readonly pending = new Set<Promise<void>>();

  constructor(private readonly options: DeliveriesOptions) {}

  /** Starts the delivery of a message, which ends in {@link settled}. */
  start(message: AcceptedMessage): void {
    const delivery = this.deliver(message).finally(() => this.pending.delete(delivery));
    this.pending.add(delivery);
  }

  /** Resolves once every event of the messages that were accepted so far is published. */
  async settled(): Promise<void> {
    await Promise.all(this.pending);
  }

  private async deliver(message: AcceptedMessage): Promise<void> {
    const context = () => ({ ...this.options, now: this.options.now() });
    if (isInfected(message.raw)) {
      await this.report(message, rejectRecord(message, context()), message.envelope.to, "Bad content");
      return;
    }
    const groups = this.groupsOf(message);
    await this.report(message, sendRecord(message, context()), message.envelope.to);
    for (const { outcome, recipients } of groups) {
      this.suppress(message, recipients, outcome);
      for (const [record, detail] of recordsOf(message, recipients, outcome, context))
        await this.report(message, record, recipients, detail);
    }
  }

  /** Recipients of one domain with the same outcome share an event: the receiving server gets the message once. */
  private groupsOf({ envelope, configurationSet }: AcceptedMessage): Group[] {
    const groups: Group[] = [];
    const reasons = this.options.suppression.reasonsFor(this.setOf(configurationSet));
    for (const address of envelope.to) {
      const reason = this.options.suppression.reasonFor(address);
      const suppressed = reason !== undefined && reasons.includes(reason);
      const outcome = suppressed ? suppressedByAccount(reason) : this.options.recipients.outcomeFor(address);
      const domain = address.slice(address.lastIndexOf("@") + 1).toLowerCase();
      const key = JSON.stringify([domain, outcome]);
      const group = groups.find(known => known.key === key);
      if (group === undefined) groups.push({ key, outcome, recipients: [address] });
      else group.recipients.push(address);
    }
    return groups;
  }

  /**
   * SES adds hard bounces and complaints to the account's list, except for the simulator's addresses, which can be used
   * again (https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html says so of the bounce).
   */
  private suppress(message: AcceptedMessage, recipients: readonly string[], outcome: Outcome): void {
    const reason = reasonOf(outcome);
    const { suppression } = this.options;
    if (
      reason === undefined ||
      !suppression.reasonsFor(this.setOf(message.configurationSet)).includes(reason)
    )
      return;
    for (const address of recipients) if (!isSimulator(address)) suppression.add(address, reason);
  }

  private async report(
    message: AcceptedMessage,
    record: EventRecord,
    recipients: readonly string[],
    detail?: string,
  ): Promise<void> {
    const { region, accountId, targets } = this.options;
    const set = this.setOf(message.configurationSet);
    const fate = {
      at: this.options.now(),
      event: record.eventType,
      recipients,
      ...(detail !== undefined && { detail }),
    };
    if (set === undefined || targets === undefined) {
      this.options.onFate(message.id, fate);
      return;
    }
    const sourceArn = `arn:aws:ses:${region}:${accountId}:configuration-set/${set.name}`;
    const unpublished = await publishEvent(record, set.eventDestinations.values(), sourceArn, targets);
    this.options.onFate(message.id, { ...fate, ...(unpublished.length > 0 && { unpublished }) });
  }

  private setOf(name: string | undefined): ConfigurationSet | undefined {
    return name === undefined ? undefined : this.options.configurationSet(name);
  }
}

interface Group {
  key: string;
  outcome: Outcome;
  recipients: string[];
}

/** Only what the receiving server or the reader said; an address that SES itself suppressed is on a list already. */
function reasonOf(outcome: Outcome): "BOUNCE" | "COMPLAINT" | undefined {
  if (outcome.kind === "bounced" && outcome.bounce.type === "Permanent" && outcome.bounce.byServer)
    return "BOUNCE";
  const complained = outcome.kind === "complained" && outcome.complaint.subType === null;
  return complained && outcome.complaint.feedbackType !== "not-spam" ? "COMPLAINT" : undefined;
}

/** The events of an outcome, in order, each with what to tell people about it. */
function* recordsOf(
  message: AcceptedMessage,
  recipients: readonly string[],
  outcome: Outcome,
  context: () => RecordContext,
): Generator<readonly [EventRecord, string?]> {
  const delivered = () => [deliveryRecord(message, recipients, context())] as const;
  switch (outcome.kind) {
    case "delivered":
      yield delivered();
      return;
    case "delayed":
      yield [delayRecord(message, recipients, outcome.delay, context()), outcome.delay.diagnosticCode];
      yield delivered();
      return;
    case "bounced":
      if (outcome.afterDelivery) yield delivered();
      yield [bounceRecord(message, recipients, outcome.bounce, context()), outcome.bounce.diagnosticCode];
      return;
    case "complained": {
      const { subType, feedbackType } = outcome.complaint;
      if (subType === null) yield delivered();
      yield [
        complaintRecord(message, recipients, outcome.complaint, context()),
        subType ?? feedbackType ?? "",
      ];
    }
  }
}
