import { expect } from "chai";
import { configurationSetIssues, identityOf, otherSets } from "../../infra/existing/identities";
import { tableOf } from "../../infra/existing/table";

const OWN = "ses-smtp-prod";

/** As SES describes an identity with Easy DKIM. */
const described = (configurationSetName: string, signingAttributesOrigin = "AWS_SES") => ({
  configurationSetName,
  dkimSigningAttributes: [{ signingAttributesOrigin, tokens: ["a1", "b2", "c3"] }],
});

describe("an existing identity", () => {
  const issuesOf = (set: string, choice?: "attach" | "allow") =>
    configurationSetIssues([identityOf("company.com", described(set))], OWN, choice);

  it("can have the stack's configuration set as its default", () => {
    expect(issuesOf(OWN)).to.deep.equal([]);
  });

  it("with another default configuration set is refused with the choice: users could not send through that one", () => {
    expect(issuesOf("corporate")).to.deep.equal([
      {
        key: "ses-smtp:existingConfigurationSet",
        problem: '"company.com" has the default configuration set "corporate", which SMTP users may not use',
        remedy:
          'set it to "attach" to make ses-smtp-prod the default, or to "allow" to let SMTP users send through "corporate"',
      },
    ]);
  });

  it("without a default configuration set is refused with the choice: its mail would not be monitored", () => {
    expect(issuesOf("")).to.deep.equal([
      {
        key: "ses-smtp:existingConfigurationSet",
        problem: '"company.com" has no default configuration set, so its mail would not be monitored',
        remedy: 'set it to "attach" to make ses-smtp-prod the default, or to "allow" to leave it so',
      },
    ]);
  });

  for (const choice of ["attach", "allow"] as const) {
    it(`with another default configuration set, or none, is used once the choice is "${choice}"`, () => {
      for (const set of ["corporate", ""]) expect(issuesOf(set, choice)).to.deep.equal([]);
    });
  }

  it("is refused where users would need more other configuration sets than their policy has room for", () => {
    const identities = (count: number) =>
      Array.from({ length: count }, (_, index) => identityOf(`d${index}.com`, described(`set-${index}`)));
    expect(configurationSetIssues(identities(3), OWN, "allow")).to.deep.equal([]);
    expect(configurationSetIssues(identities(4), OWN, "allow").map(({ problem }) => problem)).to.deep.equal([
      "the identities have 4 other default configuration sets; a user's policy has room for 3",
    ]);
  });

  it("adds its configuration set once, however many identities have it", () => {
    const identities = ["corporate", "corporate", OWN, "", "sales"].map((set, index) =>
      identityOf(`d${index}.com`, described(set)),
    );
    expect(otherSets(identities, OWN)).to.deep.equal(["corporate", "sales"]);
  });

  it("has DKIM records for Easy DKIM only", () => {
    const dkimOf = (origin: string) => identityOf("company.com", described(OWN, origin)).dkim;
    expect(dkimOf("AWS_SES")).to.deep.equal({ kind: "easy", tokens: ["a1", "b2", "c3"] });
    expect(dkimOf("EXTERNAL")).to.deep.equal({ kind: "own key" });
    expect(dkimOf("AWS_SES_EU_WEST_1")).to.deep.equal({ kind: "other region" });
  });
});

describe("an existing table", () => {
  const STREAM = "arn:aws:dynamodb:eu-central-1:123456789012:table/mail/stream/2026-11-21T00:00:00.000";
  const KEY = "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  const found = {
    arn: "arn:aws:dynamodb:eu-central-1:123456789012:table/mail",
    hashKey: "PK",
    rangeKey: "SK",
    streamEnabled: true,
    streamArn: STREAM,
    serverSideEncryption: { enabled: false, kmsKeyArn: "" },
  };
  const tableIn = (changes: Partial<typeof found>) => {
    const result = tableOf("mail", { ...found, ...changes });
    return "table" in result ? result.table : undefined;
  };

  it("is used with the stream that it has now", () => {
    expect(tableIn({})).to.deep.equal({ name: "mail", arn: found.arn, streamArn: STREAM });
  });

  it("has no stream once it is disabled, although AWS still gives its ARN", () => {
    expect(tableIn({ streamEnabled: false })).to.deep.equal({ name: "mail", arn: found.arn });
  });

  it("has a key if it is encrypted with one in the account", () => {
    expect(tableIn({ serverSideEncryption: { enabled: true, kmsKeyArn: KEY } })?.keyArn).to.equal(KEY);
    expect(tableIn({})).to.not.have.property("keyArn");
  });

  it("is refused with other keys than PK and SK", () => {
    expect(tableOf("mail", { ...found, hashKey: "id", rangeKey: "" })).to.deep.equal({
      issue: {
        key: "ses-smtp:tableName",
        problem: '"mail" has the key id',
        remedy: "use a table with the keys PK and SK",
      },
    });
  });
});
