import {
  CreateEmailIdentityCommand,
  DeleteSuppressedDestinationCommand,
  GetAccountCommand,
  GetSuppressedDestinationCommand,
  ListSuppressedDestinationsCommand,
  ListTagsForResourceCommand,
  PutAccountSendingAttributesCommand,
  PutSuppressedDestinationCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-sesv2";
import { expect } from "chai";

import { ACCOUNT, NOW, REGION, call, failure } from "../../support/ses/local-ses";
import { useSdk } from "../../support/ses/sesv2-client";

describe("local SES, through the AWS SDK: the control plane", () => {
  const { bench, client } = useSdk();
  const EmailIdentity = "example.org";
  const createIdentity = async () => client().send(new CreateEmailIdentityCommand({ EmailIdentity }));

  it("stores tags by ARN", async () => {
    await createIdentity();
    const ResourceArn = `arn:aws:ses:${REGION}:${ACCOUNT}:identity/example.org`;
    const tag = (Key: string, Value: string) => ({ Key, Value });
    await client().send(new TagResourceCommand({ ResourceArn, Tags: [tag("a", "1"), tag("b", "2")] }));
    await client().send(new TagResourceCommand({ ResourceArn, Tags: [tag("a", "3")] }));
    await client().send(new UntagResourceCommand({ ResourceArn, TagKeys: ["b"] }));
    const { Tags } = await client().send(new ListTagsForResourceCommand({ ResourceArn }));
    expect(Tags).to.deep.equal([tag("a", "3")]);
    const elsewhere = new ListTagsForResourceCommand({ ResourceArn: `${ResourceArn}.uk` });
    expect(await failure(client().send(elsewhere))).to.include({ name: "NotFoundException" });
  });

  it("stores the suppression list", async () => {
    const put = async (EmailAddress: string, Reason: "BOUNCE" | "COMPLAINT") =>
      client().send(new PutSuppressedDestinationCommand({ EmailAddress, Reason }));
    await put("Bob@elsewhere.test", "BOUNCE");
    await put("carol@elsewhere.test", "COMPLAINT");
    const other = new GetSuppressedDestinationCommand({ EmailAddress: "bob@elsewhere.test" });
    expect(await failure(client().send(other))).to.include({ name: "NotFoundException" });
    const EmailAddress = "Bob@elsewhere.test";
    const { SuppressedDestination } = await client().send(
      new GetSuppressedDestinationCommand({ EmailAddress }),
    );
    expect(SuppressedDestination).to.deep.include({ Reason: "BOUNCE", LastUpdateTime: NOW });
    const list = await client().send(
      new ListSuppressedDestinationsCommand({ Reasons: ["COMPLAINT"], StartDate: NOW }),
    );
    expect(list.SuppressedDestinationSummaries?.map(entry => entry.EmailAddress)).to.deep.equal([
      "carol@elsewhere.test",
    ]);
    const remove = new DeleteSuppressedDestinationCommand({ EmailAddress });
    await client().send(remove);
    expect(await failure(client().send(remove))).to.include({ name: "NotFoundException" });
  });

  it("returns the account's state", async () => {
    await client().send(new PutAccountSendingAttributesCommand({ SendingEnabled: false }));
    const account = await client().send(new GetAccountCommand({}));
    expect(account).to.deep.include({ ProductionAccessEnabled: true, SendingEnabled: false });
    expect(account.SendQuota).to.include({ SentLast24Hours: 0 });
  });

  it("returns an error for an unknown operation or a body that is not JSON", () => {
    const missing = call(bench().ses, "GET", "/v2/email/templates");
    expect(missing).to.deep.include({
      status: 404,
      headers: { "x-amzn-errortype": "UnknownOperationException" },
    });
    const query = new URLSearchParams();
    const broken = bench().ses.api({ method: "POST", path: "/v2/email/identities", query, body: "{" });
    expect(broken).to.include({ status: 400 });
  });
});
