import type { Foundation } from "../foundation";
import type { Grant } from "./grant";

/**
 * To send notices to holders of logins, from exactly the address of the settings and with the stack's configuration set.
 * While the account is in the SES sandbox, the recipient's identity is checked as well
 * (https://docs.aws.amazon.com/ses/latest/dg/sending-authorization-policies.html), and any address can be one.
 * Without the setting, nothing may be sent.
 */
export function mailNotices({
  settings: { noticesFrom },
  account,
  identity,
}: Foundation): Grant<"NOTICES_FROM" | "NOTICES_CONFIGURATION_SET"> {
  if (noticesFrom === undefined)
    return { environment: { NOTICES_FROM: "", NOTICES_CONFIGURATION_SET: "" }, statements: [] };
  const set = identity.outputs.configurationSetName;
  return {
    environment: { NOTICES_FROM: noticesFrom, NOTICES_CONFIGURATION_SET: set },
    statements: [
      {
        Sid: "MailNotices",
        Effect: "Allow",
        Action: "ses:SendEmail",
        Resource: [
          account.sesArn("identity/*"),
          set.apply(name => account.sesArn(`configuration-set/${name}`)),
        ],
        Condition: { StringEquals: { "ses:FromAddress": noticesFrom } },
      },
    ],
  };
}
