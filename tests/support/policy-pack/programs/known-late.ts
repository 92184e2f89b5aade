import { Role, RolePolicy } from "@pulumi/aws/iam";

/** A policy that no preview can read: it is computed from a role still to be made, and then allows too much. */
const role = new Role("late", {
  assumeRolePolicy: {
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
    ],
  },
});
new RolePolicy("late", {
  role: role.name,
  policy: role.arn.apply(arn =>
    JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Sid: "All", Effect: "Allow", Action: "sqs:*", Resource: arn }],
    }),
  ),
});
