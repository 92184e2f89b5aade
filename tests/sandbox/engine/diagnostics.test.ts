import { expect } from "chai";
import { diagnostics } from "../../../sandbox/engine/pulumi/deploy";

describe("a Pulumi engine's error message", () => {
  it("is stripped of progress, colors and the program's stack trace", () => {
    const output = [
      "code: -2",
      " +  pulumi:pulumi:Stack x creating (0s)",
      "Diagnostics:",
      "  pulumi:pulumi:Stack (x):",
      "    error: Running program 'x' failed with an unhandled exception:",
      "    Error: boom",
      "    \u001b[90m    at Module._compile (node:internal/modules/cjs/loader:1929:14)\u001b[39m",
      "",
      "Resources:",
      "    1 errored",
    ];
    expect(diagnostics(output.join("\n"))).to.equal(
      "pulumi:pulumi:Stack (x):\n  error: Running program 'x' failed with an unhandled exception:\n  Error: boom",
    );
  });
});
