import { Command } from "commander";
import { withApiOptions } from "../api/endpoint";
import type { runSelfTest, SelfTestOptions } from "../self-test/run";
import type { CommandContext } from "../shared/context";

/** A new login, and every event, take seconds; IAM's changes may take more. */
const USUAL_TIMEOUT_SECONDS = 180;

const MANIFEST = "ses-smtp-self-test.json";

/** Proves on a deployed stack that it works as the guides say. */
export function selfTestCommand(context: CommandContext): Command {
  return withApiOptions(new Command("self-test"))
    .description(
      "prove that a deployed stack works: create a login of its own, send at most 60 messages to SES's mailbox simulator, check what follows, and remove everything again",
    )
    .option("--domain <domain>", "the domain to send from (default: the first of the stack's)")
    .option("--quick", "leave out what measures AWS itself")
    .option("--only <step...>", "run these steps, and those that they need")
    .option("--list", "list the steps, and do nothing")
    .option("--markdown <file>", "also write the report as Markdown")
    .option("--manifest <file>", "where to note what will be created, before it is", MANIFEST)
    .option("--timeout <seconds>", "how long to wait for one thing at most", String(USUAL_TIMEOUT_SECONDS))
    .action(async (options: SelfTestOptions) => {
      // Eight clients of the SDK take a second to load.
      const run = require("../self-test/run") as { runSelfTest: typeof runSelfTest };
      await run.runSelfTest(context, options);
    });
}
