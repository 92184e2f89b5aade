import { userPath } from "../../../handlers/shared/iam-names";
import { BOUNDARY_ARN, STACK } from "../aws-model";
import type { Stage } from "../reconciler/stage";

/** Users of somebody else, with names or paths similar to ours. */
export function putForeignUsers(stage: Stage) {
  const tags = [
    { Key: "ses-smtp:stack", Value: STACK },
    { Key: "ses-smtp:username", Value: "john.doe" },
  ];
  const key = () => [stage.model.iam.newKey()];
  return [
    { name: "ses-smtp-user-john.doe-1767225600", path: "/", tags, boundary: BOUNDARY_ARN, keys: key() },
    { name: "ses-smtp-user-john.doe-1767225601", path: userPath("other", "john.doe"), keys: key() },
    { name: "ses-smtp-user-john.doe-1500000000", path: userPath(STACK, "jane"), tags, keys: key() },
    { name: "john.doe", path: userPath(STACK, "john.doe"), tags, boundary: BOUNDARY_ARN, keys: key() },
  ].map(user => stage.putForeign(user));
}
