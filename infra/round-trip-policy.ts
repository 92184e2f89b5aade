import { Policy, type PolicyStatement } from "@pulumi/aws/iam";
import { stackPath } from "../handlers/shared/iam-names";
import { addressPartition, MARK_PK_PREFIX, UNATTRIBUTED } from "../records/email-events";
import { ROUND_TRIP_RECIPIENTS, roundTripSender } from "../records/round-trip";
import type { Foundation } from "./foundation";
import { tableKey } from "./grants/table-key";
import { allow } from "./read-statements";

const RECIPIENTS = Object.values(ROUND_TRIP_RECIPIENTS);

/**
 * The managed policy that `ses-smtp doctor --round-trip` needs besides the doctor's own, which only describes. It allows
 * mail from one address to two of SES's mailbox simulator, and to see whether their events were recorded. It cannot publish
 * to the topics: whoever may do that can forge bounces.
 */
export function createRoundTripPolicy(foundation: Foundation) {
  const policy = new Policy("smtp-doctor-round-trip", {
    description:
      "Lets ses-smtp doctor send two messages to SES's mailbox simulator and see their events recorded",
    path: stackPath(foundation.stack),
    policy: {
      Version: "2012-10-17",
      Statement: [
        sendStatement(foundation),
        readStatement(foundation),
        ...tableKey(foundation.store, "ReadOutcome"),
      ],
    },
  });
  return { outputs: { doctorRoundTripPolicyArn: policy.arn } };
}

/**
 * Simple messages only: those are what `ses:SendEmail` is for in SESv2, and SES takes their recipients from the request. The
 * keys are those of https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsimpleemailservicev2.html;
 * none is about configuration sets, which are resources. While the account is in the SES sandbox, the recipient's identity
 * is checked as well (https://docs.aws.amazon.com/ses/latest/dg/sending-authorization-policies.html).
 */
function sendStatement({ account, identity, settings }: Foundation): PolicyStatement {
  const [domain = ""] = settings.domains;
  const set = identity.outputs.configurationSetName;
  return {
    ...allow("SendToSimulator", "ses:SendEmail", [
      account.sesArn(`identity/${domain}`),
      ...RECIPIENTS.map(address => account.sesArn(`identity/${address}`)),
      set.apply(name => account.sesArn(`configuration-set/${name}`)),
    ]),
    Condition: {
      StringEquals: { "ses:FromAddress": roundTripSender(domain) },
      "ForAllValues:StringEquals": { "ses:Recipients": RECIPIENTS },
      // ForAllValues also matches a request without recipients:
      // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html.
      Null: { "ses:Recipients": "false" },
    },
  };
}

/** The events of these two addresses, and marks of mail that no login sent: neither says anything about other recipients. */
function readStatement({ store }: Foundation): PolicyStatement {
  return {
    ...allow("ReadOutcome", "dynamodb:GetItem", [store.tableArn]),
    Condition: {
      "ForAllValues:StringLike": {
        "dynamodb:LeadingKeys": [...RECIPIENTS.map(addressPartition), `${MARK_PK_PREFIX}${UNATTRIBUTED}#*`],
      },
      Null: { "dynamodb:LeadingKeys": "false" },
    },
  };
}
