import { expect } from "chai";
import { type LocalApi, startLocalApi } from "../support/cli/local-api";

describe("ses-smtp credential allow --remove of the last address", () => {
  let api: LocalApi;
  beforeEach(async () => {
    api = await startLocalApi();
    await api.run("add", "jane", "--from", "jane@company.com");
  });
  afterEach(() => api.close());

  const remove = () => api.run("allow", "jane", "--remove", "jane@company.com");

  it("is refused: the login could send from nowhere", async () => {
    const { code, stderr } = await remove();
    expect(code).to.equal(2);
    expect(stderr).to.include("--remove: would leave no address: keep one");
  });

  it("leaves a login that has a mailbox to its receiving rules", async () => {
    api.publish("jane", { mailbox: { S: "jane@gmail.example" } });
    const { code, stderr } = await remove();
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: "" });
    const { stdout } = await api.command(["--json", "credential", "show", "jane"]);
    expect(JSON.parse(stdout)).to.deep.include({ allowedFromAddresses: [], mailbox: "jane@gmail.example" });
    const again = await api.run("allow", "jane", "news@company.com");
    expect(again.stdout).to.match(/sends from +news@company\.com/);
  });
});
