import { expect } from "chai";
import { runEvent } from "../../../handlers/credential-manager/run-event";
import type { ManagerEvent } from "../../../handlers/shared/manager-event";

const EVENT: ManagerEvent = {
  usernames: ["a", "b", "c"],
  cause: "stream",
  correlationId: "id-1",
  retryCount: 2,
};

/** Runs of which these fail, and a Lambda that refuses events for these usernames. */
function ports({ failing = [], refusing = [] }: { failing?: string[]; refusing?: string[] }) {
  const invoked: ManagerEvent[] = [];
  const running = new Set<string>();
  let together = 0;
  return {
    invoked,
    together: () => together,
    run: async (username: string) => {
      running.add(username);
      together = Math.max(together, running.size);
      await new Promise(resolve => setImmediate(resolve));
      running.delete(username);
      const failure = { errorType: "AccessDeniedException", errorMessage: "AWS denied a call" };
      return failing.includes(username) ? failure : undefined;
    },
    invoke: async (event: ManagerEvent) => {
      if (event.usernames.some(username => refusing.includes(username))) throw new Error("throttled");
      invoked.push(event);
    },
  };
}

const failureOf = (event: ManagerEvent, services: ReturnType<typeof ports>) =>
  runEvent(event, services).then(
    () => undefined,
    (error: unknown) => error as Error,
  );

describe("an event of the credential manager", () => {
  it("runs its usernames side by side", async () => {
    const services = ports({});
    await runEvent(EVENT, services);
    expect(services.together()).to.equal(3);
    expect(services.invoked).to.deep.equal([]);
  });

  it("invokes each of several that failed alone, under the same correlation id", async () => {
    const services = ports({ failing: ["a", "c"] });
    await runEvent(EVENT, services);
    expect(services.invoked).to.deep.equal(
      ["a", "c"].map(username => ({ ...EVENT, usernames: [username], cause: "retry" })),
    );
  });

  it("leaves each the stream record that it began with, and no other", async () => {
    const services = ports({ failing: ["a", "c"] });
    const origins = ["a", "b"].map(username => ({ username, eventName: "MODIFY", sequenceNumber: "1" }));
    await runEvent({ ...EVENT, origins }, services);
    expect(services.invoked.map(({ origins }) => origins)).to.deep.equal([[origins[0]], undefined]);
  });

  it("fails if its only username failed, and does not invoke itself: Lambda retries it", async () => {
    const services = ports({ failing: ["a"] });
    const error = await failureOf({ ...EVENT, usernames: ["a"] }, services);
    expect(error?.name).to.equal("AccessDeniedException");
    expect(error?.message).to.equal(
      "Could not reconcile a: AWS denied a call. More is in the log entries with correlation_id id-1.",
    );
    expect(services.invoked).to.deep.equal([]);
  });

  it("fails, naming them, if those that failed could not be invoked alone: nothing is lost", async () => {
    const services = ports({ failing: ["a", "b", "c"], refusing: ["b"] });
    const error = await failureOf(EVENT, services);
    expect(error?.message).to.match(/^Could not reconcile b: /);
    expect(services.invoked.flatMap(({ usernames }) => usernames)).to.deep.equal(["a", "c"]);
  });
});
