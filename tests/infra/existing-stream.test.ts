import { expect } from "chai";
import { program } from "../support/policy-pack/program";

describe("the stream that an existing table has", () => {
  it("is followed as it is now, whatever the enabler answered before: it may have been enabled again since", async () => {
    // In a preview the enabler's answer is not known, but the table's own stream is.
    const all = await program({ settings: { "ses-smtp:tableName": "existing" }, preview: true });
    const one = (type: string, name: string) => {
      const found = all.filter(registration => registration.type === type && registration.name === name);
      expect(found, type).to.have.lengthOf(1);
      return found[0];
    };
    expect(
      one("aws:lambda/eventSourceMapping:EventSourceMapping", "smtp-record-dispatcher")?.inputs
        .eventSourceArn,
    ).to.equal("arn:aws:dynamodb:eu-central-1:123456789012:table/existing/stream/2026-11-21T00:00:00.000");
    expect(one("aws:lambda/invocation:Invocation", "smtp-stream-enabler")?.ignoreChanges).to.deep.equal([
      "triggers",
    ]);
  });
});
