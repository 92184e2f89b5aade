import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
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
          '"jane": a new password is requested; the old one keeps working for the grace period. Within minutes, `ses-smtp credential sheet jane` prints the new one; --wait waits for it.\n',
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

  describe("gets another end", () => {
    it("stops now, if that has passed", async () => {
      const { stderr } = await api.run("set", "jane", "--valid-until", "2020-01-31T18:00:00Z");
      expect(stderr).to.equal('"jane" stops now: its end, 2020-01-31T18:00:00Z, has passed.\n');
    });

    it("stays disabled, if it had ended", async () => {
      api.publish("jane", disabledWith("expired"));
      const { stderr } = await api.run("set", "jane", "--valid-until", "");
      expect(stderr).to.equal('"jane" stays disabled: turn it on with `ses-smtp credential enable jane`.\n');
    });

    it("waits until it is stopped, or until the manager has taken note; not where there is nothing to do", async () => {
      const set = (...args: string[]) => api.run("set", "jane", ...args, "--wait", "--timeout", "5");
      afterChange = () => {
        api.publish("jane", ACTIVE);
      };
      expect((await set("--rotation-days", "90")).stderr).to.include("; done.\n");
      expect(await set("--rotation-days", "90", "--description", "x")).to.deep.include({
        code: 0,
        stderr: "",
      });
      afterChange = () => {
        api.publish("jane", {
          ...disabledWith("expired"),
          verified_status: { S: "denied" },
          updated_at: { S: LATER },
        });
      };
      expect(await set("--valid-until", "2020-01-31T18:00:00Z")).to.deep.include({ code: 0 });
    });

    it("goes on without a word otherwise", async () => {
      expect((await api.run("set", "jane", "--valid-until", "2999-01-31T18:00:00Z")).stderr).to.equal("");
    });
  });

  it("does not exist: names the commands that list and create logins", async () => {
    const said =
      'There is no credential "nobody": list them with `ses-smtp credential list`, or create it with `ses-smtp credential add`.\n';
    for (const args of [
      ["show", "nobody"],
      ["disable", "nobody"],
      ["set", "nobody", "--description", "x"],
    ])
      expect(await api.run(...args)).to.deep.equal({ code: 1, stdout: "", stderr: said });
  });

  it("is disabled: its profile is written with a warning that it is rejected now", async () => {
    const folder = await mkdtemp(join(tmpdir(), "credential-advice-"));
    const profile = ["sheet", "jane", "--imap-host", "imap.example.org", "--mobileconfig"];
    expect((await api.run(...profile, join(folder, "works"))).stderr).to.equal("");
    api.publish("jane", disabledWith("expired"));
    const { code, stderr } = await api.run(...profile, join(folder, "disabled"));
    expect({ code, stderr }).to.deep.equal({
      code: 0,
      stderr: '"jane" is disabled: the server rejects this login now. Because of expired.\n',
    });
    await rm(folder, { recursive: true });
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
