import { CreateConfigurationSetCommand } from "@aws-sdk/client-sesv2";
import { removeConfigurationSet } from "../clean-up";
import { type Reply, textOf } from "../mail";
import { foreignSenderOf, type SelfTest, type SelfTestStep, senderOf } from "../self-test";
import { StepFailed, StepSkipped } from "../step";
import { requireKeyUser } from "./key-steps";

/**
 * Which sender SES compares with the policy. Sent with the self-test's own IAM user, which has the login's policy and
 * boundary: if SES accepts what it should not, the validator holds no login and alerts nobody, because the user has no
 * record.
 */
export const SENDER_STEPS: readonly SelfTestStep[] = [
  {
    name: "header-sender",
    proves: "SES refuses a From header that the policy does not allow",
    needs: ["new-key"],
    measures: true,
    run: sendForeignHeader,
  },
  {
    name: "envelope-sender",
    proves: "it is known whether SES refuses an envelope sender that the policy does not allow",
    needs: ["new-key"],
    measures: true,
    run: sendForeignEnvelope,
  },
  {
    name: "other-set",
    proves: "SES refuses a configuration set that is not the stack's",
    needs: ["new-key"],
    measures: true,
    run: sendThroughOtherSet,
  },
];

async function sendForeignHeader(test: SelfTest): Promise<string> {
  const reply = await test.mail.once(requireKeyUser(test).login, {
    from: foreignSenderOf(test),
    envelopeFrom: senderOf(test),
    to: test.names.success,
    subject: "self-test header sender",
  });
  const checked = reply.kind !== "accepted";
  test.measured.push({
    name: "header_sender_checked",
    text: `The From header is ${checked ? "" : "not "}compared with ses:FromAddress.`,
    value: checked,
  });
  if (checked) return textOf(reply);
  throw new StepFailed(
    `SES accepted a message from ${foreignSenderOf(test)}, which the policy does not allow`,
    "the policy does not limit what recipients see: set enforcement to suspend, and tell the project",
  );
}

async function sendForeignEnvelope(test: SelfTest): Promise<string> {
  const reply = await test.mail.once(requireKeyUser(test).login, {
    from: senderOf(test),
    envelopeFrom: foreignSenderOf(test),
    to: test.names.success,
    subject: "self-test envelope sender",
  });
  const checked = reply.kind !== "accepted";
  test.measured.push({
    name: "envelope_sender_checked",
    text: `The envelope sender is ${checked ? "" : "not "}compared with ses:FromAddress.`,
    value: checked,
  });
  return checked ? textOf(reply) : "SES accepts it; smtp-email-validator reports such mail of a login";
}

async function sendThroughOtherSet(test: SelfTest): Promise<string> {
  const { aws, names, mail, made } = test;
  made.add("configuration set");
  await aws.ses.send(new CreateConfigurationSetCommand({ ConfigurationSetName: names.configurationSet }));
  try {
    const message = {
      ...{ from: senderOf(test), to: names.success, subject: "self-test configuration set" },
      configurationSet: names.configurationSet,
    };
    // A set that SMTP does not know yet is refused as well, and proves nothing.
    const isUnknown = (reply: Reply) => reply.kind === "refused" && /does not exist/i.test(reply.text);
    const session = await mail.open(requireKeyUser(test).login);
    const { reply } = await session
      .sendUntil(message, each => !isUnknown(each), test.maxMs)
      .finally(() => session.close());
    if (isUnknown(reply)) throw new StepSkipped(`SMTP does not know the new set yet: ${textOf(reply)}`);
    if (reply.kind !== "accepted") return textOf(reply);
    throw new StepFailed(
      `SES accepted a message through ${names.configurationSet}: a login can send without being recorded`,
      "check sendingResources of the stack output smtpUsers, then deploy again (pulumi up)",
    );
  } finally {
    await removeConfigurationSet(test);
  }
}
