import { CreateTableCommand, DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";

import { CASES, Key, TableName } from "../../support/front-door/dynamodb-cases";
import { clientConfig, startFrontDoorFixture, type FrontDoorFixture } from "../../support/front-door/fixture";
import { createRoleCaller, type RoleCaller } from "../../support/front-door/role-caller";

describe("a role's permissions for DynamoDB", () => {
  let fixture: FrontDoorFixture;
  let role: RoleCaller;
  let client: DynamoDBClient;
  before(async () => {
    fixture = await startFrontDoorFixture();
    const admin = new DynamoDBClient(clientConfig(fixture.door.url));
    await admin.send(
      new CreateTableCommand({
        TableName,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: ["PK", "SK"].map(AttributeName => ({
          AttributeName,
          AttributeType: "S" as const,
        })),
        KeySchema: [
          { AttributeName: "PK", KeyType: "HASH" },
          { AttributeName: "SK", KeyType: "RANGE" },
        ],
      }),
    );
    await admin.send(new PutItemCommand({ TableName, Item: Key("mine") }));
    admin.destroy();
    role = await createRoleCaller(fixture, "dynamodb");
    client = new DynamoDBClient(role.config);
  });
  after(async () => {
    client?.destroy();
    await fixture?.close();
  });

  for (const [title, statement, call, allowed] of CASES) {
    it(`${allowed ? "allow" : "deny"}: ${title}`, async () => {
      await role.permit(statement);
      const failure: unknown = await call(client).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      if (allowed) expect(failure).to.equal(undefined);
      else expect(failure).to.have.property("name", "AccessDeniedException");
    });
  }
});
