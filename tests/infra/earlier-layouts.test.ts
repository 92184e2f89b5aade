import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { Registration } from "../../cost/capture";
import project from "../../package.json";
import { type Layout, lossesOf, STATEFUL } from "../support/infra/layout";
import { program } from "../support/policy-pack/program";

const FOLDER = join(__dirname, "../support/infra/layouts");
const LAYOUTS = readdirSync(FOLDER).map(
  name => JSON.parse(readFileSync(join(FOLDER, name), "utf8")) as Layout,
);

const read = (file: string) => readFileSync(join(__dirname, "../..", file), "utf8");

/** What an update does lose, each with its heading in docs/upgrading.md that says what to do. */
const DOCUMENTED: Readonly<Record<string, string>> = {};

describe("an update of a stack that an earlier program deployed", () => {
  for (const { program: earlier, settings, resources } of LAYOUTS)
    it(`deletes and replaces nothing that holds data: ${earlier}`, async () => {
      const losses = lossesOf(resources, await program({ settings }));
      expect(losses.filter(loss => DOCUMENTED[loss] === undefined)).to.deep.equal([]);
    });

  it("is compared with programs of which the table, the queues, topics, logs and the boundary are known", () => {
    expect(LAYOUTS).to.have.length.above(1);
    for (const { resources } of LAYOUTS) {
      const types = new Set(resources.map(({ urn }) => urn.split("::")[2]?.split("$").at(-1)));
      expect([...types]).to.include.members(
        Object.keys(STATEFUL).filter(type => type !== "aws:s3/bucket:Bucket"),
      );
    }
  });

  it("is compared with the version that package.json names, which has a changelog and notes", () => {
    const { version } = project;
    expect(existsSync(join(FOLDER, `${version}.json`))).to.equal(true);
    expect(read("CHANGELOG.md")).to.include(`\n## ${version} (`);
    expect(read("docs/upgrading.md")).to.include(`\n### ${version}\n`);
  });

  it("says in docs/upgrading.md what to do about what is lost", () => {
    for (const heading of Object.values(DOCUMENTED))
      expect(read("docs/upgrading.md")).to.include(`\n### ${heading}\n`);
  });
});

describe("a stateful resource that is renamed or replaced", () => {
  const TABLE = "urn:pulumi:test::ses-smtp::aws:dynamodb/table:Table::store";
  let today: readonly Registration[];
  before(async () => {
    today = await program();
  });

  const lossesWith = (change: (table: Registration) => Partial<Registration>) => {
    const [layout] = LAYOUTS;
    const changed = today.map(each => (each.urn === TABLE ? { ...each, ...change(each) } : each));
    return lossesOf(layout?.resources.filter(({ urn }) => urn === TABLE) ?? [], changed);
  };
  const inputs = (more: Record<string, unknown>) => (table: Registration) => ({
    inputs: { ...table.inputs, ...more },
  });

  it("is found: another logical name, another table name, other keys, another stream", () => {
    expect(lossesWith(() => ({ urn: `${TABLE}s` }))).to.deep.equal([`${TABLE}: deleted`]);
    expect(lossesWith(inputs({ name: "records" }))).to.deep.equal([
      `${TABLE}: name was not set, is "records"`,
    ]);
    expect(lossesWith(inputs({ hashKey: "pk" }))).to.deep.equal([`${TABLE}: hashKey was "PK", is "pk"`]);
    expect(lossesWith(inputs({ streamViewType: "NEW_IMAGE" }))).to.deep.equal([
      `${TABLE}: streamViewType was "KEYS_ONLY", is "NEW_IMAGE"`,
    ]);
  });

  it("is not lost with an alias, nor by inputs that are updated in place or ignored", () => {
    expect(lossesWith(() => ({ urn: `${TABLE}s`, aliases: [TABLE] }))).to.deep.equal([]);
    expect(lossesWith(inputs({ deletionProtectionEnabled: true }))).to.deep.equal([]);
    const ignored = (table: Registration) => ({ ...inputs({ name: "x" })(table), ignoreChanges: ["name"] });
    expect(lossesWith(ignored)).to.deep.equal([]);
  });

  it("has its aliases as the program gives them: a name, a type, another parent, or a whole URN", async () => {
    const all = await program({ entry: "../tests/support/infra/programs/aliases.ts" });
    const topic = all.find(({ type }) => type === "aws:sns/topic:Topic");
    expect(topic?.aliases).to.deep.equal([
      "urn:pulumi:test::ses-smtp::ses-smtp:index:Group$aws:sns/topic:Topic::before",
      "urn:pulumi:test::ses-smtp::aws:sns/topic:Topic::topic",
      "urn:pulumi:old::project::aws:sns/topic:Topic::other",
    ]);
  });
});
