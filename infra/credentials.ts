import type * as pulumi from "@pulumi/pulumi";
import { Policy, RolePolicy } from "@pulumi/aws/iam";
import type { ManagerEnvironment } from "../handlers/credential-manager/environment";
import { stackPath } from "../handlers/shared/iam-names";
import { CREDENTIAL_PK, HOLD_PK, LEASE_PK } from "../records/keys";
import type { Foundation } from "./foundation";
import { handlerIn, LambdaFunction } from "./function";
import { publishAlerts } from "./grants/alerts";
import { parkFailures, reportFailures } from "./grants/failures";
import { invokeManager } from "./grants/functions";
import { mailNotices } from "./grants/notices";
import { passwords } from "./grants/passwords";
import { readReceivingRules } from "./grants/receiving-rules";
import { records } from "./grants/records";
import { manageUsers } from "./grants/users";
import { bookWakeUps } from "./grants/wake-ups";
import { ruleVariables } from "./rule-variables";
import { smtpEndpoint, smtpVariables } from "./smtp-endpoint";
import { boundaryDocument } from "./user-boundary";
import type { WakeUps } from "./wake-ups";

/** What invokes the credential manager needs of it. */
export interface Manager {
  readonly functionName: pulumi.Output<string>;
  readonly functionArn: pulumi.Output<string>;
  readonly roleArn: pulumi.Output<string>;
  readonly logGroupArn: pulumi.Output<string>;
  /** The permissions boundary of all users that it creates. */
  readonly boundary: Policy;
  /** Without these it cannot deal with failures: whatever sends it events depends on them. */
  readonly ready: readonly pulumi.Resource[];
}

/** Creates, changes and removes the SMTP logins that records ask for. */
export function createCredentials(foundation: Foundation, wakeUps: WakeUps) {
  const { settings, account, store, failures, alerts } = foundation;
  const boundary = createBoundary(foundation);
  const endpoint = smtpEndpoint(settings, account.region);

  const lambda = new LambdaFunction("smtp-credential-manager", {
    handler: handlerIn<ManagerEnvironment>("credential-manager"),
    description: "Creates, changes and removes the SMTP login of each DynamoDB record",
    memoryMb: 512,
    timeoutSeconds: 180,
    metrics: [
      "CredentialsCreated",
      "CredentialsFailed",
      "CredentialsDeleted",
      "TimeToActive",
      "Rotations",
      "LoginsSuspended",
    ],
    uses: [
      records(store).readWrite(CREDENTIAL_PK, LEASE_PK, HOLD_PK),
      records(store).delete(LEASE_PK),
      readReceivingRules(foundation),
      manageUsers(foundation, boundary),
      passwords(foundation),
      bookWakeUps(foundation, wakeUps),
      reportFailures(failures),
      parkFailures(failures),
      publishAlerts(alerts),
      mailNotices(foundation),
    ],
    environment: {
      ...ruleVariables(foundation),
      ...smtpVariables(settings, account.region),
    },
    settings,
  });
  const { functionName, functionArn, roleArn, logGroupArn } = lambda;
  const ready = [allowItself(lambda)];
  const manager: Manager = { functionName, functionArn, roleArn, logGroupArn, boundary, ready };
  return {
    manager,
    outputs: {
      smtpEndpoint: endpoint,
      kmsKeyArn: settings.kmsKeyArn,
      smtpUsers: {
        stack: foundation.stack,
        boundaryArn: boundary.arn,
        allowedFromDomains: settings.allowedFromDomains,
        sendingResources: foundation.sendingResources,
      },
    },
  };
}

/** A policy of its own, because the function depends on its first one and cannot be named in it. */
function allowItself(
  manager: Pick<Manager, "functionName" | "functionArn"> & { roleName: pulumi.Output<string> },
): RolePolicy {
  return new RolePolicy("smtp-credential-manager-retries", {
    role: manager.roleName,
    policy: { Version: "2012-10-17", Statement: [...invokeManager(manager).statements] },
  });
}

function createBoundary({ stack, settings, sendingResources }: Foundation): Policy {
  return new Policy(
    "smtp-user-boundary",
    {
      description:
        "Limits SMTP users to sending from the allowed domains through this stack's configuration set",
      path: stackPath(stack),
      policy: boundaryDocument(sendingResources, settings.allowedFromDomains),
    },
    // IAM cannot change either in place: the boundary would be replaced, and no existing user has the new one. The path
    // therefore stays the one that the stack was first deployed with (requireSameStack compares it). Protected, so that a
    // stack with logins is not destroyed by mistake: without its manager, nothing would follow their records.
    { ignoreChanges: ["path", "description"], protect: settings.deletionProtection },
  );
}
