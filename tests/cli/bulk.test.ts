import { expect } from "chai";
import fc from "fast-check";
import { csvRow, parseCsv } from "../../cli/bulk/csv";
import { changeText } from "../../cli/bulk/changes-text";
import { entriesText, parseEntries, planOf } from "../../cli/bulk/entries";

const JANE = {
  ...{ name: "jane", status: "active", description: 'Jane "J", Doe', entityType: "smtp_credential" as const },
  ...{ allowedFromAddresses: ["jane@company.com", "*@news.company.com"], changedOutsideApi: false },
  ...{ rotationDays: 90, validUntil: "2030-01-31T18:00:00Z" },
};
const BOB = {
  ...{ name: "bob", status: "pending", description: "", entityType: "smtp_credential" as const },
  ...{ allowedFromAddresses: ["bob@company.com"], changedOutsideApi: true },
};

describe("a file of logins", () => {
  it("has CSV that reads back as it was written, whatever its cells have", () => {
    const cell = fc
      .string({ unit: fc.constantFrom("a", " b", '"', ",", "\n", "\r\n", "é") })
      .map(text => text.trim());
    const row = fc
      .array(cell, { minLength: 2, maxLength: 4 })
      .filter(cells => cells.some(each => each !== ""));
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 4 }), rows => {
        expect(parseCsv(rows.map(csvRow).join("\r\n"))).to.deep.equal(rows);
      }),
    );
  });

  for (const format of ["csv", "yaml"] as const) {
    it(`is exported so that applying it changes nothing: ${format}`, () => {
      const { entries, problems } = parseEntries(entriesText([JANE, BOB], format), format);
      expect(problems).to.deep.equal([]);
      expect(planOf(entries, [JANE, BOB]).map(({ action }) => action)).to.deep.equal(["none", "none"]);
    });
  }

  it("creates missing logins, changes only fields that differ, and leaves logins alone that are not named", () => {
    const text = "name,allowedFromAddresses,description\njane,,Jane\nnew,new@company.com x@company.com,\n";
    const { entries } = parseEntries(text, "csv");
    expect(planOf(entries, [JANE, BOB])).to.deep.equal([
      {
        name: "jane",
        action: "change",
        fields: { description: "Jane" },
        before: { description: 'Jane "J", Doe' },
      },
      {
        name: "new",
        action: "create",
        fields: { allowedFromAddresses: ["new@company.com", "x@company.com"] },
        before: {},
      },
    ]);
  });

  it("is shown as the addresses that come and go, and as the values of other fields before and after", () => {
    const text =
      "name,allowedFromAddresses,description,rotationDays\njane,jane@company.com x@company.com,Jane,90\n";
    const { entries } = parseEntries(text, "csv");
    expect(planOf(entries, [JANE]).map(changeText)).to.deep.equal([
      '+x@company.com -*@news.company.com, description "Jane" (was "Jane \\"J\\", Doe")',
    ]);
    expect(planOf(entries, []).map(changeText)).to.deep.equal([
      '+jane@company.com +x@company.com, description "Jane", rotationDays 90',
    ]);
  });

  it("names everything that is wrong with it at once", () => {
    const text =
      "name,allowedFromAddresses,rotationDays,color\nja ne,a@b.c,,\nbob,,often,red\nbob,b@b.c,,\nbob,b@b.c,,\n";
    expect(parseEntries(text, "csv").problems).to.deep.equal([
      '"ja ne": name: "ja ne" is not a valid username',
      '"bob": rotationDays: null is not a number of days',
      '"bob": color: unknown field; expected name, allowedFromAddresses, description, ownerEmail, mailbox, validUntil, rotationDays, rotationGraceDays',
      '"bob": is in the file more than once',
    ]);
    expect(parseEntries('name\n"jane', "csv").problems[0]).to.include("line 2: a quote is not closed");
    expect(parseEntries("- [", "yaml").problems).to.have.lengthOf(1);
    expect(parseEntries("a: 1", "yaml").problems).to.deep.equal(["the file has no list of logins"]);
  });

  it("says that a new login needs addresses", () => {
    expect(planOf([{ name: "new" }], [])[0]?.problem).to.equal("a new login needs allowedFromAddresses");
  });
});
