import { readAddresses } from "../../reconciler/addresses";
import type { SenderRules } from "../../reconciler/types";
import { parseSenderPattern } from "../../shared/sender-pattern";
import { pointerTo } from "../http/body";
import { invalidRequest, type Problem } from "../http/problem";
import { type Change, changed, type Item } from "./inputs";

/** What decides what a credential may send from. */
interface SenderFields {
  allowedFromAddresses?: readonly string[] | null | undefined;
  mailbox?: string | null | undefined;
}

/** Rejects what the manager would reject, and a mailbox that nothing reads. @throws Problem */
export function checkSenders({ allowedFromAddresses, mailbox }: SenderFields, rules: SenderRules): void {
  if (mailbox && rules.receivingRules !== true) {
    const detail =
      "mailbox: this stack does not use receiving rules. Set ses-smtp:receivingRules to routes first, or leave the field out.";
    throw invalidRequest([{ detail, pointer: pointerTo(["mailbox"]) }]);
  }
  if (allowedFromAddresses) checkAddresses(allowedFromAddresses, rules);
}

/** A credential needs a list, or a mailbox whose rules give it addresses. */
export function noSenders(): Problem {
  const detail =
    'allowedFromAddresses: use a list of 1 to 500 addresses or patterns such as ["jane@example.com", "*@example.com"]';
  return invalidRequest([{ detail, pointer: pointerTo(["allowedFromAddresses"]) }]);
}

/** Whether a change would take away the list of a credential that has no mailbox, or the mailbox of one without a list. */
export function losesSenders(item: Item, change: Change): boolean {
  const removes = change.remove.some(name => name === "allowed_from_addresses" || name === "mailbox");
  const after = changed(item, change);
  return removes && after.allowed_from_addresses === undefined && after.mailbox === undefined;
}

/** Rejects the addresses that the manager would reject. @throws Problem that names every invalid entry */
function checkAddresses(addresses: readonly string[], rules: SenderRules): void {
  const errors = addresses.flatMap((address, index) => {
    const pattern = parseSenderPattern(address, rules.allowedFromDomains);
    const pointer = pointerTo(["allowedFromAddresses", index]);
    return pattern.ok
      ? []
      : [{ detail: `allowedFromAddresses[${index}]: ${pattern.problem}. ${pattern.remedy}`, pointer }];
  });
  if (errors.length > 0) throw invalidRequest(errors);
  const desired = readAddresses({ allowed_from_addresses: addresses }, rules);
  const verdict =
    desired.kind === "invalid"
      ? desired.failure
      : desired.kind === "enabled"
        ? desired.mistake?.whole
        : undefined;
  if (verdict === undefined) return;
  throw invalidRequest([{ detail: verdict.message, pointer: pointerTo(["allowedFromAddresses"]) }]);
}
