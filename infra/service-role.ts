import type * as pulumi from "@pulumi/pulumi";
import { Role } from "@pulumi/aws/iam";
import type { Foundation } from "./foundation";

interface Assumer {
  description: string;
  /** The service that assumes the role, such as `events.amazonaws.com`. */
  service: string;
  /** The only resource for which it may: the defense against a confused deputy. */
  sourceArn: pulumi.Input<string>;
}

/** A role without permissions that a service assumes, with the boundary that the settings want. */
export function serviceRole(
  name: string,
  { account, settings }: Foundation,
  { description, service, sourceArn }: Assumer,
): Role {
  const boundary = settings.rolePermissionsBoundaryArn;
  return new Role(name, {
    description,
    assumeRolePolicy: {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: service },
          Action: "sts:AssumeRole",
          Condition: {
            StringEquals: { "aws:SourceAccount": account.id },
            ArnEquals: { "aws:SourceArn": sourceArn },
          },
        },
      ],
    },
    ...(boundary === undefined ? {} : { permissionsBoundary: boundary }),
  });
}
