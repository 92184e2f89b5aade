import {
  GetIdentityNotificationAttributesCommand,
  SetIdentityNotificationTopicCommand,
} from "@aws-sdk/client-ses";
import { CreateEmailIdentityCommand, PutEmailIdentityFeedbackAttributesCommand } from "@aws-sdk/client-sesv2";
import { expect } from "chai";
import { failure } from "../../support/ses/local-ses";
import { useSdk } from "../../support/ses/sesv2-client";

const TOPIC = "arn:aws:sns:eu-central-1:123456789012:<&topic>";

describe("local SES, through the first version of the API: topics of an identity", () => {
  const { client, first } = useSdk();
  const EmailIdentity = "example.org";
  beforeEach(() => client().send(new CreateEmailIdentityCommand({ EmailIdentity })));

  const attributes = async (...Identities: string[]) =>
    (await first().send(new GetIdentityNotificationAttributesCommand({ Identities }))).NotificationAttributes;
  const set = (NotificationType: "Bounce" | "Delivery", SnsTopic?: string, Identity = EmailIdentity) =>
    first().send(new SetIdentityNotificationTopicCommand({ Identity, NotificationType, SnsTopic }));

  it("are absent at first", async () => {
    expect(await attributes(EmailIdentity)).to.deep.equal({ "example.org": { ForwardingEnabled: true } });
  });

  it("are returned once they are set, and removed without a topic", async () => {
    await set("Bounce", TOPIC);
    await set("Delivery", "arn:other");
    const both = { ForwardingEnabled: true, BounceTopic: TOPIC, DeliveryTopic: "arn:other" };
    expect((await attributes(EmailIdentity))?.["example.org"]).to.deep.equal(both);
    await set("Bounce");
    expect((await attributes(EmailIdentity))?.["example.org"]).to.not.have.property("BounceTopic");
  });

  it("come with the forwarding that the second version of the API has set", async () => {
    const off = { EmailIdentity, EmailForwardingEnabled: false };
    await client().send(new PutEmailIdentityFeedbackAttributesCommand(off));
    expect(await attributes(EmailIdentity)).to.deep.equal({ "example.org": { ForwardingEnabled: false } });
  });

  it("are not those of an identity that does not exist", async () => {
    expect(await attributes("nobody.example")).to.deep.equal({});
    const { name, message } = (await failure(set("Bounce", TOPIC, "nobody.example"))) as Error;
    expect({ name, message }).to.deep.equal({
      name: "InvalidParameterValue",
      message: "Email identity nobody.example does not exist.",
    });
  });
});
