import { expect } from "chai";
import type { Registration } from "../../cost/capture";
import { program } from "../support/policy-pack/program";

/** What outlives a stack, or a mistake. */
describe("resources that must not go with the stack", () => {
  const find = (all: readonly Registration[], type: string) => {
    // Not those of people's roles, which hold nothing.
    const found = all.filter(
      each => each.type === type && (type !== BOUNDARY || each.name === "smtp-user-boundary"),
    );
    expect(found, type).to.have.lengthOf(1);
    return found[0] as Registration;
  };
  const BOUNDARY = "aws:iam/policy:Policy";
  const IDENTITY = "aws:sesv2/emailIdentity:EmailIdentity";
  const SET = "aws:sesv2/configurationSet:ConfigurationSet";

  describe("with their own table and identity", () => {
    let all: readonly Registration[];
    before(async () => {
      all = await program();
    });

    it("include the boundary: destroying a stack with logins is refused", () => {
      expect(find(all, BOUNDARY).protect).to.equal(true);
    });

    it("include the boundary's ARN: a changed description or path does not replace it", () => {
      expect(find(all, BOUNDARY).ignoreChanges).to.include.members(["description", "path"]);
      expect(find(all, BOUNDARY).inputs).to.not.have.property("name"); // stays as Pulumi first named it
    });

    it("include the identity and its default configuration set: without the set its mail would be refused", () => {
      expect(find(all, IDENTITY).retainOnDelete).to.equal(true);
      expect(find(all, SET).retainOnDelete).to.equal(true);
    });
  });

  it("include the boundary on an existing table too", async () => {
    const all = await program({ settings: { "ses-smtp:tableName": "records" } });
    expect(find(all, BOUNDARY).protect).to.equal(true);
  });

  it("are deleted, boundary and table, once deletionProtection is false", async () => {
    const all = await program({ settings: { "ses-smtp:deletionProtection": "false" } });
    expect(all.filter(({ protect }) => protect).map(({ type }) => type)).to.deep.equal([]);
  });

  it("include the configuration set that existing identities have or get as their default", async () => {
    for (const settings of [{}, { "ses-smtp:existingConfigurationSet": "attach" }]) {
      const all = await program({ settings: { "ses-smtp:identity": "existing", ...settings } });
      expect(find(all, SET).retainOnDelete).to.equal(true);
    }
  });

  it("are managed for an existing identity as for a new one: its MAIL FROM stays as it is", async () => {
    const mailFrom = { "ses-smtp:mailFromSubdomain": "mail" };
    const type = "aws:sesv2/emailIdentityMailFromAttributes:EmailIdentityMailFromAttributes";
    const created = find(await program({ settings: mailFrom }), type);
    const existing = find(
      await program({ settings: { ...mailFrom, "ses-smtp:identity": "existing" } }),
      type,
    );
    expect(existing.urn).to.equal(created.urn);
    expect(existing.inputs).to.deep.equal(created.inputs);
  });
});
