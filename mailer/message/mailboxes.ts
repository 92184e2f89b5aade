import { addressRemedy, type Mailbox, parseAddress } from "../validation/addresses";
import { hasControlCharacter, quoted, type Validator } from "../validation/validator";

/** Whether the part before the @ may be in quotes, which SES does not accept. */
export interface AddressRules {
  quoted: boolean;
}

/** @returns the mailbox of one address; undefined where it is invalid */
export function readMailbox(
  key: string,
  input: unknown,
  validator: Validator,
  rules: AddressRules,
): Mailbox | undefined {
  const { address, name } = typeof input === "string" ? { address: input } : readParts(key, input, validator);
  if (address === undefined) return undefined;
  const parsed = parseAddress(address, rules);
  if (hasControlCharacter(address)) validator.line(key, address);
  else if (!parsed) {
    const remedy = addressRemedy(address, "jane@example.com", "use { name, address }");
    validator.report(key, `${quoted(address)} is not an email address`, remedy);
  } else {
    const called = name ?? parsed.name;
    if (called === undefined) return { address: parsed.address };
    if (validator.headerLine(key, called)) return { address: parsed.address, name: called };
  }
  return undefined;
}

/** One address or a list of them. @returns those that are valid */
export function readMailboxes(
  key: string,
  input: unknown,
  validator: Validator,
  rules: AddressRules,
): Mailbox[] {
  const inputs: readonly unknown[] = input === undefined ? [] : Array.isArray(input) ? input : [input];
  return inputs.flatMap(one => readMailbox(key, one, validator, rules) ?? []);
}

function readParts(key: string, input: unknown, validator: Validator): { address?: string; name?: string } {
  const { address, name } = (typeof input === "object" && input !== null ? input : {}) as Partial<Mailbox>;
  if (typeof address === "string" && (name === undefined || typeof name === "string"))
    return name === undefined ? { address } : { address, name };
  validator.report(key, "not an address", "must be a string, or { name, address } of strings");
  return {};
}
