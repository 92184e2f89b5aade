import { expect } from "chai";
import { credentialList, problemDetails } from "../../../handlers/api/credentials/schemas";
import { startApi } from "../../support/api/call";
import { PUBLISHED } from "../../support/api/published";

const JANE = { allowedFromAddresses: ["jane@company.com"] };

describe("the list of credentials in the API", () => {
  const USERNAMES = ["ann", "bob", "cat", "dan", "eve", "fay", "gus"];
  let api: ReturnType<typeof startApi>;
  beforeEach(async () => {
    api = startApi();
    for (const username of USERNAMES) await api.call("putCredential", username, { body: JANE });
    await api.call("disableCredential", "bob");
    await api.call("disableCredential", "fay");
    api.dynamodb.put({ PK: { S: "SMTP_USER" }, SK: { S: "META" } }); // not a credential
    api.dynamodb.put({ PK: { S: "SMTP_LEASE" }, SK: { S: "USER#ann" } });
  });

  async function pages(query: Record<string, string>): Promise<string[][]> {
    const all: string[][] = [];
    for (let token: string | undefined; ;) {
      const { statusCode, body } = await api.call("listCredentials", "", {
        query: { ...query, ...(token === undefined ? {} : { pageToken: token }) },
      });
      expect(statusCode).to.equal(200);
      const page = credentialList.parse(body);
      all.push(page.credentials.map(({ name }) => name));
      if ((token = page.nextPageToken) === undefined) return all;
    }
  }

  it("comes in pages, in the order of the usernames, each credential once", async () => {
    expect((await pages({ limit: "3" })).slice(0, 3)).to.deep.equal([
      ["ann", "bob", "cat"],
      ["dan", "eve", "fay"],
      ["gus"],
    ]);
    for (const limit of ["1", "2", "4", "7", "100"])
      expect((await pages({ limit })).flat(), limit).to.deep.equal(USERNAMES);
  });

  it("is filtered by status, in full pages while there are enough", async () => {
    for (const limit of ["1", "2", "3", "50"]) {
      expect((await pages({ limit, status: "disabled" })).flat(), limit).to.deep.equal(["bob", "fay"]);
      expect((await pages({ limit, status: "pending" })).flat(), limit).to.deep.equal(
        USERNAMES.filter(name => name !== "bob" && name !== "fay"),
      );
    }
    expect((await pages({ limit: "3", status: "pending" }))[0]).to.deep.equal(["ann", "cat", "dan"]);
  });

  it("never has a password, even encrypted", async () => {
    api.dynamodb.put({ ...api.dynamodb.get("SMTP_USER", "USER#ann"), ...PUBLISHED });
    const { body } = await api.call("listCredentials");
    expect(JSON.stringify(body)).not.to.include(PUBLISHED.encrypted_password.S);
  });

  for (const [what, query, said] of [
    ["another status", { status: "gone" }, 'status is "gone"; use one of pending, active, disabled, failed.'],
    ["a limit of none", { limit: "0" }, 'limit is "0"; use a number from 1 to 100.'],
    ["a page token of its own", { pageToken: "bm8" }, "use the nextPageToken of the page before"],
    ["an unknown parameter", { page: "2" }, '"page": unknown parameter; expected status, limit, pageToken.'],
  ] as const) {
    it(`is refused with ${what}`, async () => {
      const { statusCode, body } = await api.call("listCredentials", "", { query });
      expect(statusCode).to.equal(400);
      expect(problemDetails.parse(body).detail).to.include(said);
    });
  }

  it("continues only with the token of the same list", async () => {
    const { body } = await api.call("listCredentials", "", { query: { limit: "2" } });
    const query = { status: "pending", pageToken: String(body.nextPageToken) };
    expect((await api.call("listCredentials", "", { query })).statusCode).to.equal(400);
  });
});
