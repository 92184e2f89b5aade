/** What becomes of a message at one recipient, in the words of SES's event records. */
export type Outcome =
  | { kind: "delivered" }
  | { kind: "bounced"; bounce: Bounce; afterDelivery?: boolean }
  | { kind: "complained"; complaint: Complaint }
  | { kind: "delayed"; delay: Delay };

/** https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html#event-publishing-retrieving-sns-contents-bounce-types */
export interface Bounce {
  type: "Permanent" | "Transient" | "Undetermined";
  subType: string;
  status: string;
  diagnosticCode: string;
  /** Whether the receiving server gave the reason, and not SES itself. */
  byServer: boolean;
}

export interface Complaint {
  /** Null for what SES did not even try to send: then there was no report. */
  feedbackType: string | null;
  subType: "OnAccountSuppressionList" | null;
  userAgent?: string;
}

/** A delay, after which the message is delivered. */
export interface Delay {
  type: string;
  status: string;
  diagnosticCode: string;
}

export const DELIVERED: Outcome = { kind: "delivered" };

/** The receiving server knows no such mailbox. */
export const HARD_BOUNCE: Outcome = {
  kind: "bounced",
  bounce: {
    type: "Permanent",
    subType: "General",
    status: "5.1.1",
    diagnosticCode: "smtp; 550 5.1.1 user unknown",
    byServer: true,
  },
};

const OUT_OF_OFFICE: Outcome = {
  kind: "bounced",
  afterDelivery: true,
  bounce: {
    type: "Transient",
    subType: "General",
    status: "4.0.0",
    diagnosticCode: "smtp; Automatic reply: out of the office",
    byServer: true,
  },
};

const REPORTED_AS_SPAM: Outcome = {
  kind: "complained",
  complaint: { feedbackType: "abuse", subType: null, userAgent: "Amazon SES Mailbox Simulator" },
};

/** On SES's global suppression list; the texts are those of public reports. */
const GLOBALLY_SUPPRESSED: Outcome = {
  kind: "bounced",
  bounce: {
    type: "Permanent",
    subType: "Suppressed",
    status: "5.1.1",
    diagnosticCode:
      "Amazon SES has suppressed sending to this address because it has a recent history of bouncing as an " +
      "invalid address. For more information about how to remove an address from the suppression list, see the " +
      "Amazon SES Developer Guide: http://docs.aws.amazon.com/ses/latest/DeveloperGuide/remove-from-suppressionlist.html ",
    byServer: false,
  },
};

/**
 * On the account's suppression list: SES counts the send, and publishes another event of the kind that put the address
 * there (https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html).
 */
export function suppressedByAccount(reason: "BOUNCE" | "COMPLAINT"): Outcome {
  if (reason === "COMPLAINT")
    return { kind: "complained", complaint: { feedbackType: null, subType: "OnAccountSuppressionList" } };
  return {
    kind: "bounced",
    bounce: {
      type: "Permanent",
      subType: "OnAccountSuppressionList",
      status: "5.1.1",
      diagnosticCode:
        "Amazon SES did not send the message to this address because it is on the suppression list for your " +
        "account. For more information about removing addresses from the suppression list, see the Amazon SES " +
        "Developer Guide at https://docs.aws.amazon.com/ses/latest/DeveloperGuide/sending-email-suppression-list.html",
      byServer: false,
    },
  };
}

/** https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html#send-email-simulator */
const SIMULATOR: Readonly<Record<string, Outcome>> = {
  success: DELIVERED,
  bounce: HARD_BOUNCE,
  ooto: OUT_OF_OFFICE,
  complaint: REPORTED_AS_SPAM,
  suppressionlist: GLOBALLY_SUPPRESSED,
};

const SIMULATOR_DOMAIN = "simulator.amazonses.com";

export function isSimulator(address: string): boolean {
  return address.toLowerCase().endsWith(`@${SIMULATOR_DOMAIN}`);
}

/**
 * The mailbox simulator's outcome; a label after `+` changes nothing. Its other addresses do not exist.
 * @returns undefined for an address that is not the simulator's
 */
export function simulatorOutcome(address: string): Outcome | undefined {
  if (!isSimulator(address)) return undefined;
  const [name = ""] = address.toLowerCase().split(/[+@]/);
  return Object.hasOwn(SIMULATOR, name) ? SIMULATOR[name] : HARD_BOUNCE;
}
