import * as pulumi from "@pulumi/pulumi";
import { Policy } from "@pulumi/aws/iam";
import { EventSourceMapping } from "@pulumi/aws/lambda";
import { stackPath } from "../handlers/shared/iam-names";
import { CREDENTIAL_PK } from "../records/keys";
import { sesSmtpHost } from "../records/ses-regions";
import type { Account } from "./account";
import { createFunction } from "./callback";
import { credentialStatements } from "./credential-permissions";
import { type Failures, failureStatement } from "./failures";
import type { Identity } from "./identity";
import { keyInRegion } from "./key-region";
import type { Settings } from "./settings";
import type { Store } from "./store";
import { boundaryDocument } from "./user-boundary";

/** The users' side of the stack: what makes, changes and removes SMTP logins. */
export interface Credentials {
  smtp: pulumi.Output<{ host: string; port: number }>;
  managerRoleArn: pulumi.Output<string>;
}

/** STARTTLS, and open where 25 is blocked: https://docs.aws.amazon.com/ses/latest/dg/smtp-connect.html. */
const SUBMISSION_PORT = 587;

export function createCredentials(
  settings: Settings,
  account: Account,
  store: Store,
  identity: Identity,
  failures: Failures,
): Credentials {
  const stack = pulumi.getStack();
  const sendingResources = [account.sesArn("identity/*"), identity.configurationSet.arn];
  const boundary = createBoundary(stack, sendingResources, settings);
  const override = settings.smtpEndpointOverride;
  const smtp = account.region.apply(
    region => override ?? { host: sesSmtpHost(region), port: SUBMISSION_PORT },
  );

  const manager = createFunction(
    "smtp-credential-manager",
    {
      handler: "credential-manager",
      description: "Makes each SMTP login what its DynamoDB record asks for",
      memoryMb: 512,
      timeoutSeconds: 180,
      environment: {
        TABLE_NAME: store.tableName,
        KMS_KEY_ARN: account.region.apply(region => keyInRegion(settings.kmsKeyArn, region)),
        STACK_NAME: stack,
        USER_BOUNDARY_ARN: boundary.arn,
        ALLOWED_FROM_DOMAINS: settings.allowedFromDomains.join(","),
        SENDING_RESOURCES: pulumi.all(sendingResources).apply(arns => arns.join(",")),
        SMTP_HOST: smtp.host,
        SMTP_PORT: smtp.port.apply(String),
        ...(settings.smtpCaFile === undefined ? {} : { SMTP_CA: settings.smtpCaFile }),
      },
      statements: [
        ...credentialStatements({ stack, account, store, boundary, kmsKeyArn: settings.kmsKeyArn }),
        failureStatement(failures),
      ],
    },
    settings,
  );
  followStream(store, manager.arn, failures);
  return { smtp, managerRoleArn: manager.role };
}

function createBoundary(stack: string, sendingResources: pulumi.Input<string>[], settings: Settings): Policy {
  return new Policy("smtp-user-boundary", {
    description:
      "The most that an SMTP user may do: send from the allowed domains through our configuration set",
    path: stackPath(stack),
    policy: boundaryDocument(sendingResources, settings.allowedFromDomains),
  });
}

/** Filtered by key: an idle table costs nothing, and other records wake nothing. */
function followStream(store: Store, functionArn: pulumi.Input<string>, failures: Failures): void {
  const pattern = { dynamodb: { Keys: { PK: { S: [CREDENTIAL_PK] } } } };
  new EventSourceMapping(
    "smtp-credential-manager",
    {
      eventSourceArn: store.streamArn,
      functionName: functionArn,
      startingPosition: "TRIM_HORIZON",
      batchSize: 10,
      parallelizationFactor: 5,
      filterCriteria: { filters: [{ pattern: JSON.stringify(pattern) }] },
      functionResponseTypes: ["ReportBatchItemFailures"],
      bisectBatchOnFunctionError: true,
      maximumRetryAttempts: 5,
      maximumRecordAgeInSeconds: 3600,
      destinationConfig: { onFailure: { destinationArn: failures.topic.arn } },
    },
    { dependsOn: [failures.subscription] },
  );
}
