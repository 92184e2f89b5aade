import { expect } from "chai";
import { SettingsError } from "../../cost/capture";
import { program } from "../support/policy-pack/program";

const RENAMED = "../tests/support/infra/programs/renamed-stack.ts";

describe("a stack that was renamed", () => {
  for (const preview of [true, false]) {
    it(`is refused ${preview ? "in the preview" : "without one"}, with what to do`, async () => {
      const refused = await program({ entry: RENAMED, preview }).then(
        () => undefined,
        (error: unknown) => error,
      );
      expect(refused).to.be.instanceOf(SettingsError);
      expect((refused as Error).message).to.include(
        'stack name: the SMTP users of this stack are below /ses-smtp/former/, but the stack is now named "test"; ' +
          "rename it back (pulumi stack rename former)",
      );
    });
  }
});
