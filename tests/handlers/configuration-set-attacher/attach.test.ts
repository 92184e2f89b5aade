import { expect } from "chai";
import { attach, type AttachPorts } from "../../../handlers/configuration-set-attacher/attach";

/** SES that fails so many calls with this error first, and records the others. */
function sesThat(fails: { times: number; name: string }) {
  const sent: unknown[] = [];
  let [left, now] = [fails.times, 0];
  const ports: AttachPorts = {
    clock: { now: () => now, sleep: async milliseconds => void (now += milliseconds) },
    ses: {
      send: async (command: { input: unknown }) => {
        if (left-- > 0) throw Object.assign(new Error(fails.name), { name: fails.name });
        sent.push(command.input);
        return {};
      },
    },
  };
  return { ports, sent };
}

const BOTH = ["company.com", "example.org"].map(EmailIdentity => ({
  EmailIdentity,
  ConfigurationSetName: "ses-smtp-prod",
}));

describe("attaching the stack's configuration set to existing identities", () => {
  const run = (ports: AttachPorts) => attach("ses-smtp-prod", ["company.com", "example.org"], ports);

  it("makes it the default of each, and changes nothing else", async () => {
    const { ports, sent } = sesThat({ times: 0, name: "" });
    await run(ports);
    expect(sent).to.deep.equal(BOTH);
  });

  for (const name of ["AccessDeniedException", "TooManyRequestsException"]) {
    it(`tries again after ${name}, which passes`, async () => {
      const { ports, sent } = sesThat({ times: 5, name });
      await run(ports);
      expect(sent).to.deep.equal(BOTH);
    });
  }

  for (const [what, times, name] of [
    ["an identity or configuration set that does not exist, at once", 1, "NotFoundException"],
    ["a denial that lasts", 1_000, "AccessDeniedException"],
  ] as const) {
    it(`fails with ${what}`, async () => {
      const { ports, sent } = sesThat({ times, name });
      const error = await run(ports).catch((thrown: Error) => thrown);
      expect(error).to.be.instanceOf(Error).with.property("name", name);
      expect(sent).to.deep.equal([]);
    });
  }
});
