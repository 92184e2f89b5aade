import {
  CreateConfigurationSetCommand,
  CreateConfigurationSetEventDestinationCommand,
  DeleteConfigurationSetCommand,
  DeleteConfigurationSetEventDestinationCommand,
  GetConfigurationSetCommand,
  GetConfigurationSetEventDestinationsCommand,
  ListConfigurationSetsCommand,
  PutConfigurationSetDeliveryOptionsCommand,
  PutConfigurationSetReputationOptionsCommand,
  PutConfigurationSetSuppressionOptionsCommand,
  PutConfigurationSetTrackingOptionsCommand,
  UpdateConfigurationSetEventDestinationCommand,
} from "@aws-sdk/client-sesv2";
import { expect } from "chai";

import { failure } from "../../support/ses/local-ses";
import { useSdk } from "../../support/ses/sesv2-client";

describe("local SES, through the AWS SDK: a configuration set", () => {
  const { client } = useSdk();
  const ConfigurationSetName = "news";
  const createSet = async () => client().send(new CreateConfigurationSetCommand({ ConfigurationSetName }));
  const getSet = async () => client().send(new GetConfigurationSetCommand({ ConfigurationSetName }));

  it("is created, found, listed and deleted", async () => {
    await createSet();
    expect(await failure(createSet())).to.include({ name: "AlreadyExistsException" });
    expect(await getSet()).to.deep.include({
      ConfigurationSetName,
      SendingOptions: { SendingEnabled: true },
    });
    expect((await client().send(new ListConfigurationSetsCommand({}))).ConfigurationSets).to.deep.equal([
      "news",
    ]);
    await client().send(new DeleteConfigurationSetCommand({ ConfigurationSetName }));
    expect(await failure(getSet())).to.include({ name: "NotFoundException" });
  });
  it("must have a valid name", async () => {
    const command = new CreateConfigurationSetCommand({ ConfigurationSetName: "a b" });
    expect(await failure(client().send(command))).to.include({ name: "BadRequestException" });
  });
  it("stores the options that are set", async () => {
    await createSet();
    await client().send(
      new PutConfigurationSetDeliveryOptionsCommand({ ConfigurationSetName, TlsPolicy: "REQUIRE" }),
    );
    await client().send(
      new PutConfigurationSetReputationOptionsCommand({
        ConfigurationSetName,
        ReputationMetricsEnabled: true,
      }),
    );
    await client().send(
      new PutConfigurationSetSuppressionOptionsCommand({
        ConfigurationSetName,
        SuppressedReasons: ["BOUNCE"],
      }),
    );
    await client().send(
      new PutConfigurationSetTrackingOptionsCommand({
        ConfigurationSetName,
        CustomRedirectDomain: "t.example.org",
      }),
    );
    expect(await getSet()).to.deep.include({
      DeliveryOptions: { TlsPolicy: "REQUIRE" },
      ReputationOptions: { ReputationMetricsEnabled: true },
      SuppressionOptions: { SuppressedReasons: ["BOUNCE"] },
      TrackingOptions: { CustomRedirectDomain: "t.example.org" },
    });
  });
  it("stores event destinations", async () => {
    await createSet();
    const EventDestinationName = "topic";
    const destination = { ConfigurationSetName, EventDestinationName };
    const EventDestination = {
      Enabled: true,
      MatchingEventTypes: ["BOUNCE" as const],
      SnsDestination: { TopicArn: "arn:aws:sns:eu-central-1:123456789012:bounces" },
    };
    const get = async () =>
      (await client().send(new GetConfigurationSetEventDestinationsCommand({ ConfigurationSetName })))
        .EventDestinations;
    const create = new CreateConfigurationSetEventDestinationCommand({ ...destination, EventDestination });
    await client().send(create);
    expect(await failure(client().send(create))).to.include({ name: "AlreadyExistsException" });
    expect(await get()).to.deep.equal([{ Name: "topic", ...EventDestination }]);
    const updated = { ...EventDestination, Enabled: false };
    await client().send(
      new UpdateConfigurationSetEventDestinationCommand({ ...destination, EventDestination: updated }),
    );
    expect(await get()).to.deep.equal([{ Name: "topic", ...updated }]);
    const remove = new DeleteConfigurationSetEventDestinationCommand(destination);
    await client().send(remove);
    expect(await get()).to.deep.equal([]);
    expect(await failure(client().send(remove))).to.include({ name: "NotFoundException" });
  });
});
