import { expect } from "chai";
import { type LocalApi, startLocalApi } from "../support/cli/local-api";

/** Later than anything the API of these tests writes, whose clock begins at noon. */
const LATER = "2026-11-26T20:00:00.000Z";

/** What the manager publishes once a login works. */
const ACTIVE = {
  status: { S: "active" },
  verified_status: { S: "active" },
  smtp_username: { S: "AKIAEXAMPLE" },
  updated_at: { S: LATER },
};

describe("ses-smtp credential, about a login that", () => {
  let api: LocalApi;
  let afterChange: () => void;
  beforeEach(async () => {
    afterChange = () => undefined;
    api = await startLocalApi(() => {
      afterChange();
    });
    await api.run("add", "jane", "--from", "jane@company.com");
    api.publish("jane", ACTIVE);
  });
  afterEach(() => api.close());

  const disabledWith = (code: string) => ({
    status: { S: "disabled" },
    failure: { M: { code: { S: code }, message: { S: `Because of ${code}.` }, at: { S: LATER } } },
  });

  describe("is enabled after it has expired", () => {
    it("ends --wait with the manager's reason", async () => {
      afterChange = () => {
        api.publish("jane", disabledWith("expired"));
      };
      const { code, stdout, stderr } = await api.run("enable", "jane", "--wait", "--timeout", "5");
      expect({ code, stdout }).to.deep.equal({ code: 1, stdout: "" });
      expect(stderr).to.equal('"jane" failed (expired): Because of expired.\n');
    });
  });

  describe("works", () => {
    it("ends --wait by saying that it is done", async () => {
      afterChange = () => {
        api.publish("jane", ACTIVE);
      };
      const { code, stderr } = await api.run("enable", "jane", "--wait", "--timeout", "5");
      expect({ code, stderr }).to.deep.equal({ code: 0, stderr: "jane: active; done.\n" });
    });

    it("says that a rotation is requested, and where the new password will be", async () => {
      const { code, stderr } = await api.run("rotate", "jane");
      expect({ code, stderr }).to.deep.equal({
        code: 0,
        stderr:
          '"jane": a new password is requested; the old one keeps working for the grace period. In about 20 seconds, `ses-smtp credential sheet jane` prints the new one.\n',
      });
    });
  });

  describe("is in the grace period of a rotation", () => {
    const until = new Date(Date.now() + 86_400_000).toISOString();
    beforeEach(() => {
      api.publish("jane", { previous_until: { S: until } });
    });

    it("says when another rotation is carried out, and shows that it is requested", async () => {
      const { code, stdout, stderr } = await api.run("rotate", "jane");
      expect(code).to.equal(0);
      expect(stderr).to.include(`still works until ${until}; the new password is created after that.`);
      expect(stdout).to.match(
        /^rotation requested +2026-.+, carried out once the previous login has ended$/m,
      );
    });

    it("does not wait for a rotation that takes longer than --timeout", async () => {
      const { code, stdout, stderr } = await api.run("rotate", "jane", "--wait");
      expect({ code, stdout }).to.deep.equal({ code: 1, stdout: "" });
      expect(stderr).to.include(`still works until ${until}`).and.to.include("So --wait ends here.");
    });
  });

  for (const status of ["disabled", "failed"]) {
    it(`is ${status}: gets no rotation, and says so at once`, async () => {
      api.publish("jane", { status: { S: status } });
      const { code, stdout, stderr } = await api.run("rotate", "jane");
      expect({ code, stdout }).to.deep.equal({ code: 1, stdout: "" });
      expect(stderr).to.match(
        new RegExp(`^"jane" is ${status}, so it gets no new password: .+--compromised\\.\n$`),
      );
      expect((await api.run("show", "jane")).stdout).not.to.include("rotation requested");
    });
  }
});
