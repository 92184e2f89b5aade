import { comparableMailbox } from "../../../records/receiving-rules";
import type { RuleSenders } from "../../../records/rule-senders";
import { parseSenderPattern } from "../../shared/sender-pattern";
import { allowedAddresses } from "../addresses";
import { failure } from "../failures/catalogue";
import { isAddress } from "../../shared/owner-email";
import { bothMistakes } from "../lifetime";
import type { DesiredState, Mistake, Request, SenderRules } from "../types";
import { type GivenSenders, givenSenders } from "./senders";

/** The mailbox whose rules give addresses to a record's login; undefined if it names none that can be one. */
export function mailboxOf({ attributes: { mailbox } }: Pick<Request, "attributes">): string | undefined {
  return isAddress(mailbox) ? comparableMailbox(mailbox) : undefined;
}

/** What receiving rules give to a record's login; undefined if nothing. */
export function sendersOf(
  request: Pick<Request, "attributes" | "mailboxRules">,
  settings: SenderRules,
): RuleSenders | undefined {
  const { senders = [], except = [] } = given(request, settings) ?? {};
  return senders.length === 0 ? undefined : { senders, except };
}

/**
 * Adds what receiving rules give to what a record's own list allows. What they do not give stops no login: it is told in
 * the record's failure. A record without a list is served by its mailbox's rules alone, and fails while these give nothing.
 *
 * @param own the login as the list alone asks for it
 */
export function withRules(request: Request, own: DesiredState, settings: SenderRules): DesiredState {
  const mailbox = mailboxOf(request);
  if (mailbox === undefined) return own;
  const rulesOnly = request.attributes.allowed_from_addresses === undefined;
  if (own.kind !== "enabled" && !rulesOnly) return own;
  const rules = sendersOf(request, settings);
  const mistake = complaint(mailbox, request, settings);
  if (own.kind === "enabled") {
    const both = bothMistakes(own.mistake, mistake);
    return { ...own, ...(rules && { rules }), ...(both && { mistake: both }) };
  }
  if (rules !== undefined) return { kind: "enabled", patterns: [], rules, ...(mistake && { mistake }) };
  return { kind: "invalid", failure: mistake?.leftOut ?? nothingGiven(mailbox) };
}

/** What is wrong with a mailbox's rules, or missing; nothing of it makes a record invalid. */
function complaint(mailbox: string, request: Request, settings: SenderRules): Mistake | undefined {
  if (settings.receivingRules !== true)
    return note(
      `mailbox is ${mailbox}, but this stack does not use receiving rules`,
      "Set ses-smtp:receivingRules to routes, or remove mailbox.",
    );
  const { leftOut = [] } = given(request, settings) ?? {};
  if (leftOut.length > 0) return note(`mailbox is ${mailbox}; ${leftOut.join("; ")}`);
  const { forwarding = [] } = request.mailboxRules ?? {};
  return forwarding.length === 0 ? { leftOut: nothingGiven(mailbox), whole: undefined } : undefined;
}

function nothingGiven(mailbox: string) {
  return failure(
    "receiving_rules",
    `mailbox is ${mailbox}, but no receiving rule gives it an address to send from`,
    "Correct mailbox, add an enabled rule that forwards an address of an allowed domain to it, or list the addresses in allowed_from_addresses.",
  );
}

function note(problem: string, remedy?: string): Mistake {
  return { leftOut: failure("receiving_rules", problem, remedy), whole: undefined };
}

function given(
  { attributes, mailboxRules }: Pick<Request, "attributes" | "mailboxRules">,
  settings: SenderRules,
): GivenSenders | undefined {
  if (mailboxRules === undefined || settings.receivingRules !== true) return undefined;
  if (mailboxRules.mailbox !== mailboxOf({ attributes })) return undefined; // it was changed since they were read
  return givenSenders(mailboxRules, usable(attributes, settings), settings);
}

/** What the list alone takes of the policy's room. */
function usable(attributes: Request["attributes"], { allowedFromDomains }: SenderRules): string[] {
  const parsed = (allowedAddresses(attributes) ?? []).map(address =>
    typeof address === "string" ? parseSenderPattern(address, allowedFromDomains) : undefined,
  );
  return parsed.flatMap(pattern => (pattern?.ok ? [pattern.value] : []));
}
