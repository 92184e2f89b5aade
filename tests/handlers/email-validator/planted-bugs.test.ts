import { join } from "node:path";
import { expect } from "chai";
import { firstViolation } from "../../support/email-validator/suite";
import { suiteWith } from "../../support/planted-bugs/plant";
import { bugIn } from "../../support/planted-bugs/planted-bug";

const SUITE = join(__dirname, "../../support/email-validator/suite.ts");
const bug = bugIn("email-validator");
const shared = bugIn("shared");

const BUGS = [
  bug(
    "unattributed mail stops a login",
    "sent-mail",
    "const username = userName === undefined ? undefined : usernameInUserName(userName);",
    'const username = (userName && usernameInUserName(userName)) ?? "jane.doe";',
  ),
  bug(
    "former lists are forgotten",
    "judge",
    "allowedSince(senders, sentAt - MAX_LATE_MS)",
    "allowedSince(senders, Infinity)",
  ),
  shared("a former list counts forever", "sender-history", "until === undefined || until >= at", "true"),
  shared(
    "the case of the local part is ignored",
    "sender-history",
    "return allowsSender(sender, address);",
    "return allowsSender(sender.toLowerCase(), address.toLowerCase());",
  ),
  bug(
    "an envelope alone stops a login",
    "judge",
    'return kind === "envelope" || kind === "unreadable_from";',
    'return kind === "unreadable_from";',
  ),
  bug(
    "one allowed sender is enough",
    "judge",
    "const from = foreign(mail.from ?? []);",
    "const from = foreign((mail.from ?? []).slice(0, 1));",
  ),
  bug(
    "another configuration set is not noticed",
    "judge",
    'if (otherSet) kinds.push("configuration_set");',
    "",
  ),
  bug(
    "a login is stopped for what its former user sent",
    "judge",
    "suspends: isCurrentUser && kinds.some(",
    "suspends: kinds.some(",
  ),
  shared(
    "what was sent before a login was enabled stops it",
    "hold-login",
    'ConditionExpression: "attribute_not_exists(PK) OR #at < :since"',
    'ConditionExpression: "attribute_not_exists(PK) OR #at < :since OR #at > :since"',
  ),
  bug(
    "violations are recorded and nothing else",
    "validate",
    'if (!ports.suspends) return "observed";',
    'return "observed";',
  ),
];

describe("a planted bug in the validator is caught:", function () {
  this.timeout(120_000);

  it("and without one, there is nothing to catch", async () => {
    expect(await firstViolation()).to.equal(undefined);
  });

  for (const planted of BUGS)
    it(planted.name, async () => {
      const suite = await suiteWith(planted, SUITE);
      expect(await suite()).to.be.a("string");
    });
});
