import { expect } from "chai";
import { createMailer } from "../../mailer";
import { TableSuppressionList } from "../../mailer/store";
import { failure } from "../support/mailer/mailers";
import { startStoreBench, type StoreBench, TABLE } from "../support/mailer/store-bench";

describe("the suppression list in the table", () => {
  let bench: StoreBench;
  before(async () => {
    bench = await startStoreBench();
    await bench.storeApp();
  });
  after(() => bench.close());

  const suppress = (address: string, fields: object = {}) =>
    bench.putItem("SUPPRESSION", `EMAIL#${address}`, { reason: "bounce", source: "ses", ...fields });

  it("finds addresses in any case, except expired ones", async () => {
    await suppress("gone@elsewhere.test", { created_at: "2026-01-01T00:00:00Z" });
    await suppress("back@elsewhere.test", { expires_at: "2026-01-01T00:00:00Z" });
    await suppress("epoch@elsewhere.test", { expires_at: 1_767_225_600 });
    await suppress("later@elsewhere.test", { expires_at: "2999-01-01T00:00:00Z" });
    const asked = [
      "Gone@elsewhere.test",
      "back@elsewhere.test",
      "epoch@elsewhere.test",
      "later@elsewhere.test",
      "fine@elsewhere.test",
    ];
    const found = await new TableSuppressionList(bench.dynamodb, TABLE).find([
      ...asked,
      ...Array.from({ length: 120 }, (_, index) => `p${index}@elsewhere.test`),
    ]);
    expect(found.map(({ address }) => address)).to.have.members([
      "Gone@elsewhere.test",
      "later@elsewhere.test",
    ]);
    expect(found[0]).to.include({ reason: "bounce", source: "ses" });
  });
  it("that cannot be read stops the message or lets it through, as configured", async () => {
    const broken = new TableSuppressionList(bench.dynamodb, "no-such-table");
    const config = await bench.store.load("app");
    for (const whenUnavailable of ["send", "refuse"] as const) {
      const mailer = createMailer(config, { suppression: { list: broken, whenUnavailable } });
      const outcome = await mailer.sendTestEmail("bob@elsewhere.test").then(
        () => "sent",
        (error: { code: string }) => error.code,
      );
      expect(outcome).to.equal(whenUnavailable === "send" ? "sent" : "suppression_unavailable");
      await mailer.close();
    }
  });
  it("that answers with anything but an array counts as unavailable", async () => {
    const config = await bench.store.load("app");
    for (const find of [async () => undefined, () => undefined, async () => ({})]) {
      const suppression = { list: { find: find as never }, whenUnavailable: "refuse" as const };
      const mailer = createMailer(config, { suppression });
      const error = await failure(mailer.sendTestEmail("bob@elsewhere.test"));
      expect(error).to.include({ code: "suppression_unavailable", attempts: 0 });
      await mailer.close();
    }
  });
  it("that does not answer in time counts as unavailable", async () => {
    const mailer = createMailer(await bench.store.load("app"), {
      suppression: {
        list: { find: () => new Promise(() => undefined) },
        whenUnavailable: "refuse",
        timeoutMs: 20,
      },
    });
    expect(await failure(mailer.sendTestEmail("bob@elsewhere.test"))).to.include({
      code: "suppression_unavailable",
      attempts: 0,
    });
    await mailer.close();
  });
});
