import { isDays, timeOf } from "../../records/rotation";
import { isAddress } from "../shared/owner-email";
import { type Failure, failure } from "./failures/catalogue";
import { show } from "./show";
import type { Mistake, RecordAttributes } from "./types";

/** Optional attributes, what each must be, and what happens without it. */
const OPTIONAL: readonly {
  name: string;
  isValid: (value: unknown) => boolean;
  remedy: string;
  meanwhile: string;
}[] = [
  {
    name: "rotation_days",
    isValid: isDays,
    remedy: "Use a number of days (0 for no scheduled rotation), or remove the attribute.",
    meanwhile: "no rotation is scheduled",
  },
  {
    name: "rotation_grace_days",
    isValid: isDays,
    remedy: "Use a number of days, or remove the attribute.",
    meanwhile: "the stack's rotationGraceDays applies",
  },
  {
    name: "valid_until",
    isValid: value => timeOf(value) !== undefined,
    remedy: 'Use a time with its time zone, such as "2030-01-31T18:00:00Z", or remove the attribute.',
    meanwhile: "the login does not end",
  },
  {
    name: "owner_email",
    isValid: isAddress,
    remedy: "Use one email address, or remove the attribute.",
    meanwhile: "the login has no owner",
  },
  {
    name: "mailbox",
    isValid: isAddress,
    remedy: "Use the address that receiving rules forward to, or remove the attribute.",
    meanwhile: "receiving rules give it no address",
  },
];

/** The names of the attributes above, which change what a record asks for. */
export const OPTIONAL_ATTRIBUTES: readonly string[] = OPTIONAL.map(({ name }) => name);

/** What is wrong with a record's optional attributes; a login that works goes on without them. */
export function optionalMistake(record: RecordAttributes): Mistake | undefined {
  const wrong = OPTIONAL.filter(({ name, isValid }) => record[name] !== undefined && !isValid(record[name]));
  if (wrong.length === 0) return undefined;
  const tell = (consequence: (one: (typeof wrong)[number]) => string): Failure => ({
    code: "invalid_attribute",
    message: wrong
      .map(one =>
        failure(
          "invalid_attribute",
          `${one.name} is ${show(record[one.name])}${consequence(one)}`,
          one.remedy,
        ),
      )
      .map(({ message }) => message)
      .join(" "),
  });
  return { whole: tell(() => ""), leftOut: tell(({ meanwhile }) => `; meanwhile ${meanwhile}`) };
}

/** When a login ends; undefined if it does not. */
export function validUntil(record: RecordAttributes): number | undefined {
  return timeOf(record.valid_until);
}

/** Both mistakes as one, in the words of each. */
export function bothMistakes(one: Mistake | undefined, other: Mistake | undefined): Mistake | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  const join = (first: Failure, second: Failure): Failure => ({
    code: first.code,
    message: `${first.message} ${second.message}`,
  });
  const whole = one.whole && other.whole ? join(one.whole, other.whole) : (one.whole ?? other.whole);
  return { whole, leftOut: join(one.leftOut, other.leftOut) };
}
