import { Policy, type PolicyStatement } from "@pulumi/aws/iam";
import type * as pulumi from "@pulumi/pulumi";
import { stackPath } from "../handlers/shared/iam-names";
import type { Events } from "./events";
import type { Foundation } from "./foundation";
import { allow, readStatements } from "./read-statements";

/** What doctor looks at, besides the foundation. */
interface Examined {
  events: Events;
  /** ARN of the recorder. */
  recorder: pulumi.Output<string>;
  /** ARNs of the functions that the stack's outputs name. */
  functions: pulumi.Output<string>[];
  /** ARNs of the certificates of the MTA-STS policy. */
  certificates: pulumi.Output<string>[];
}

/** A managed policy holds 6,144 characters, and the ARN of a certificate has about ninety. */
const MAX_NAMED_CERTIFICATES = 20;

/** The managed policy of whoever runs `ses-smtp doctor`: it describes the stack's resources and the SES account, and reads no data. */
export function createDoctorPolicy(foundation: Foundation, examined: Examined) {
  const { events, recorder, functions } = examined;
  const { bounceTopic, complaintTopic } = events;
  const policy = new Policy("smtp-doctor", {
    description: "Runs ses-smtp doctor: reads settings of the stack and of SES, and changes nothing",
    path: stackPath(foundation.stack),
    policy: {
      Version: "2012-10-17",
      Statement: [
        ...readStatements(foundation, events),
        allow(
          "ReadDelivery",
          ["sns:GetTopicAttributes", "sns:GetSubscriptionAttributes"],
          [bounceTopic.arn, complaintTopic.arn],
        ),
        allow(
          "ReadFunctions",
          ["lambda:GetFunctionConfiguration", "lambda:GetFunctionConcurrency"],
          functions,
        ),
        allow("ReadRecorderPolicy", "lambda:GetPolicy", [recorder]),
        ...certificateStatements(foundation, examined),
        // None of these can be limited to a resource:
        // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsimpleemailservicev2.html,
        // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonses.html,
        // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html
        allow(
          "ReadAccount",
          [
            ...["ses:GetAccount", "ses:ListEmailIdentities", "ses:GetIdentityNotificationAttributes"],
            ...["lambda:ListEventSourceMappings", "lambda:GetAccountSettings"],
          ],
          ["*"],
        ),
      ],
    },
  });
  return { outputs: { doctorPolicyArn: policy.arn } };
}

function certificateStatements({ account }: Foundation, { certificates }: Examined): PolicyStatement[] {
  if (certificates.length === 0) return [];
  const isFew = certificates.length <= MAX_NAMED_CERTIFICATES;
  return [
    allow(
      "ReadCertificates",
      "acm:DescribeCertificate",
      isFew ? certificates : [account.acmArn("certificate/*")],
    ),
  ];
}
