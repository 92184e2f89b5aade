import * as pulumi from "@pulumi/pulumi";
import { Policy } from "@pulumi/aws/iam";
import { EventSourceMapping } from "@pulumi/aws/lambda";
import type { ManagerEnvironment } from "../handlers/credential-manager/environment";
import { stackPath } from "../handlers/shared/iam-names";
import { CREDENTIAL_PK, LEASE_PK } from "../records/keys";
import type { Foundation } from "./foundation";
import { handlerIn, LambdaFunction } from "./function";
import { publishFailures } from "./grants/failures";
import { passwords } from "./grants/passwords";
import { records } from "./grants/records";
import { readStream } from "./grants/stream";
import { manageUsers } from "./grants/users";
import { smtpEndpoint, smtpVariables } from "./smtp-endpoint";
import { boundaryDocument } from "./user-boundary";

/** Creates, changes and removes the SMTP logins that records ask for. */
export function createCredentials(foundation: Foundation) {
  const { settings, account, store, identity, failures } = foundation;
  const sendingResources = [account.sesArn("identity/*"), ...identity.sendingSets];
  const boundary = createBoundary(foundation, sendingResources);
  const endpoint = smtpEndpoint(settings, account.region);

  const manager = new LambdaFunction("smtp-credential-manager", {
    handler: handlerIn<ManagerEnvironment>("credential-manager"),
    description: "Creates, changes and removes the SMTP login of each DynamoDB record",
    memoryMb: 512,
    timeoutSeconds: 180,
    uses: [
      records(store).readWrite(CREDENTIAL_PK, LEASE_PK),
      records(store).delete(LEASE_PK),
      readStream(store),
      manageUsers(foundation, boundary),
      passwords(foundation),
      publishFailures(failures),
    ],
    environment: {
      ALLOWED_FROM_DOMAINS: settings.allowedFromDomains.join(","),
      SENDING_RESOURCES: pulumi.all(sendingResources).apply(arns => arns.join(",")),
      ...smtpVariables(settings, account.region),
    },
    settings,
  });
  followStream(foundation, manager.functionArn);
  return {
    managerRoleArn: manager.roleArn,
    outputs: { smtpEndpoint: endpoint, kmsKeyArn: settings.kmsKeyArn },
  };
}

function createBoundary({ stack, settings }: Foundation, sendingResources: pulumi.Input<string>[]): Policy {
  return new Policy(
    "smtp-user-boundary",
    {
      description:
        "Limits SMTP users to sending from the allowed domains through this stack's configuration set",
      path: stackPath(stack),
      policy: boundaryDocument(sendingResources, settings.allowedFromDomains),
    },
    // IAM cannot change path and description: the boundary would be replaced, and no user has the new one. A stack with
    // logins cannot be destroyed by mistake: without its manager, nothing would follow their records.
    { ignoreChanges: ["path", "description"], protect: settings.deletionProtection },
  );
}

/** Filtered by key: an idle table costs nothing, and items of other kinds invoke nothing. */
function followStream({ store, failures }: Foundation, functionArn: pulumi.Input<string>): void {
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
