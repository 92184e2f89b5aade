import { from, sentMail, startValidator, SENT_AT } from "./validator";

const BOSS = from("boss@elsewhere.example");
const MINUTE = 60_000;

/** What becomes of a message, and what should. */
interface Scenario {
  name: string;
  run: (validator: ReturnType<typeof startValidator>) => Promise<void>;
  violations: number;
  held: boolean;
}

const tagged = (tags: Record<string, unknown>) => sentMail({ ...BOSS, tags });

const SCENARIOS: readonly Scenario[] = [
  { name: "an allowed message", run: each => each.sent(), violations: 0, held: false },
  { name: "another sender", run: each => each.sent(BOSS), violations: 1, held: true },
  {
    name: "another sender beside an allowed one",
    run: each => each.sent(from("noreply@company.example", "boss@elsewhere.example")),
    violations: 1,
    held: true,
  },
  {
    name: "an envelope alone",
    run: each => each.sent({ source: "x@elsewhere.example" }),
    violations: 1,
    held: false,
  },
  {
    name: "unattributed mail",
    run: each => each.handle({ detail: tagged({ "ses:caller-identity": ["deploy"] }) }),
    violations: 0,
    held: false,
  },
  {
    name: "a former user",
    run: each =>
      each.handle({ detail: tagged({ "ses:caller-identity": ["ses-smtp-user-jane.doe-1700000000"] }) }),
    violations: 1,
    held: false,
  },
  {
    name: "another configuration set",
    run: each => each.sent({ tags: { "ses:configuration-set": ["other"] } }),
    violations: 1,
    held: true,
  },
  {
    name: "an address that was taken away four minutes before",
    run: each => {
      each.allowOnly(["sales@company.example"], SENT_AT - 4 * MINUTE);
      return each.sent();
    },
    violations: 0,
    held: false,
  },
  {
    name: "an address that was taken away six minutes before",
    run: each => {
      each.allowOnly(["sales@company.example"], SENT_AT - 6 * MINUTE);
      return each.sent();
    },
    violations: 1,
    held: true,
  },
  {
    name: "another case of the local part",
    run: each => {
      each.allowOnly(["noreply@company.example"], SENT_AT - 30 * MINUTE);
      return each.sent(from("NoReply@company.example"));
    },
    violations: 1,
    held: true,
  },
  {
    name: "another case of the domain",
    run: each => {
      each.allowOnly(["noreply@company.example"], SENT_AT - 30 * MINUTE);
      return each.sent(from("noreply@COMPANY.example"));
    },
    violations: 0,
    held: false,
  },
  {
    name: "mail sent before the login was enabled",
    run: each => {
      each.enable(SENT_AT + 1);
      return each.sent(BOSS);
    },
    violations: 1,
    held: false,
  },
];

/** The first scenario that does not end as it should; undefined if all do. */
export async function firstViolation(): Promise<string | undefined> {
  for (const { name, run, violations, held } of SCENARIOS) {
    const validator = startValidator();
    await run(validator);
    const found = { violations: validator.violations().length, held: validator.hold() !== undefined };
    if (found.violations !== violations || found.held !== held) return `${name}: ${JSON.stringify(found)}`;
  }
  return undefined;
}
