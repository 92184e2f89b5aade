import { ACCOUNT_PK } from "../../records/keys";
import type { Store } from "../store";
import type { Grant } from "./grant";
import { readQuota } from "./quota";
import { tableKey } from "./table-key";

/** To ask SES about the account, and to note in the table when that was and what administrators were told. */
export function watchAccount(store: Store): Grant<"TABLE_NAME"> {
  const { tableName, tableArn } = store;
  return {
    environment: { TABLE_NAME: tableName },
    statements: [
      {
        Sid: "NoteAccount",
        Effect: "Allow",
        Action: ["dynamodb:GetItem", "dynamodb:UpdateItem"],
        Resource: tableArn,
        Condition: { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": [ACCOUNT_PK] } },
      },
      ...readQuota().statements,
      ...tableKey(store, "NoteAccount"),
    ],
  };
}
