import type { Grant } from "./grant";

/** To read how much the account may send; neither the action nor the quota has a resource. */
export function readQuota(): Grant {
  return {
    environment: {},
    statements: [{ Sid: "ReadQuota", Effect: "Allow", Action: "ses:GetAccount", Resource: "*" }],
  };
}
