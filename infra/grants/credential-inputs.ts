import type { PolicyStatement } from "@pulumi/aws/iam";
import { CHANGED_BY, CREDENTIAL_INPUTS, READABLE_ATTRIBUTES } from "../../records/credential";
import { ENABLED_ATTRIBUTES, HOLD_ATTRIBUTES } from "../../records/hold";
import { LOGIN_ATTRIBUTES } from "../../records/unmanaged";
import { CREDENTIAL_PK, ENABLED_PK, HOLD_PK } from "../../records/keys";
import type { Store } from "../store";
import type { Grant } from "./grant";
import { tableKey } from "./table-key";

/**
 * The attributes that the API may write. It also names them in conditions, which IAM does not distinguish from writing.
 */
const WRITABLE = ["PK", "SK", ...CREDENTIAL_INPUTS, "entity_type", CHANGED_BY];

/**
 * To administer credentials through the inputs of their records. Requests are limited to named attributes; a request
 * that names none, or asks for the values before or after a write, would get all of them:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html. There is no PutItem,
 * which would replace what the manager wrote, and no Scan.
 */
export function credentialInputs(store: Store): Grant<"TABLE_NAME"> {
  const { tableName, tableArn } = store;
  const on = (
    Sid: string,
    Action: string,
    key: string,
    attributes: readonly string[],
    others: Record<string, string> = {},
  ): PolicyStatement => ({
    Sid,
    Effect: "Allow",
    Action,
    Resource: tableArn,
    Condition: {
      "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": [key], "dynamodb:Attributes": [...attributes] },
      ...(Object.keys(others).length === 0 ? {} : { StringEqualsIfExists: others }),
    },
  });
  const noValues = { "dynamodb:ReturnValues": "NONE" };
  return {
    environment: { TABLE_NAME: tableName },
    statements: [
      on("ListCredentials", "dynamodb:Query", CREDENTIAL_PK, READABLE_ATTRIBUTES, {
        "dynamodb:Select": "SPECIFIC_ATTRIBUTES",
      }),
      on(
        "ReadCredentials",
        "dynamodb:GetItem",
        CREDENTIAL_PK,
        [...READABLE_ATTRIBUTES, ...LOGIN_ATTRIBUTES],
        {
          "dynamodb:Select": "SPECIFIC_ATTRIBUTES",
        },
      ),
      on("AskForChanges", "dynamodb:UpdateItem", CREDENTIAL_PK, WRITABLE, noValues),
      on("RemoveCredentials", "dynamodb:DeleteItem", CREDENTIAL_PK, WRITABLE, noValues),
      on("ReportCompromises", "dynamodb:UpdateItem", HOLD_PK, HOLD_ATTRIBUTES, noValues),
      on("LiftHolds", "dynamodb:DeleteItem", HOLD_PK, ["PK", "SK"], noValues),
      on("NoteEnabled", "dynamodb:UpdateItem", ENABLED_PK, ENABLED_ATTRIBUTES, noValues),
      ...tableKey(store, "Credentials"),
    ],
  };
}
