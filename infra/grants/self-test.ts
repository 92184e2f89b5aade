import { CREDENTIAL_PK, SUPPRESSION_PK } from "../../records/keys";
import { SELF_TEST_SET_PREFIX } from "../../records/self-test";
import type { Foundation } from "../foundation";
import type { Grant } from "./grant";
import { tableKey } from "./table-key";

/**
 * To remove what a killed `ses-smtp self-test` has left. DynamoDB's conditions cannot limit sort keys, so it is code that
 * deletes only what a self-test created: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html.
 */
export function removeSelfTests({ account, store }: Pick<Foundation, "account" | "store">): Grant {
  return {
    environment: {},
    statements: [
      {
        Sid: "RemoveSelfTests",
        Effect: "Allow",
        Action: "dynamodb:DeleteItem",
        Resource: store.tableArn,
        Condition: {
          "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": [CREDENTIAL_PK, SUPPRESSION_PK] },
        },
      },
      ...tableKey(store, "RemoveSelfTests"),
      {
        Sid: "RemoveSelfTestSets",
        Effect: "Allow",
        Action: "ses:DeleteConfigurationSet",
        Resource: account.sesArn(`configuration-set/${SELF_TEST_SET_PREFIX}*`),
      },
    ],
  };
}
