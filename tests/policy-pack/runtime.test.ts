import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import type { Client } from "@grpc/grpc-js";
import { analyzeRequest } from "../../cost/analyzer";

const PACK = path.resolve(__dirname, "../../policy-pack");
const grpc = require("@grpc/grpc-js") as { credentials: { createInsecure(): unknown } };
const services = require("@pulumi/pulumi/proto/analyzer_grpc_pb") as {
  AnalyzerClient: new (address: string, credentials: unknown) => Analyzer;
};
const { Empty } = require("google-protobuf/google/protobuf/empty_pb") as { Empty: new () => unknown };
const proto = require("@pulumi/pulumi/proto/analyzer_pb") as { EnforcementLevel: { MANDATORY: number } };

type Answer<T> = (error: Error | null, answer: T) => void;
type Analyzer = Client & {
  getAnalyzerInfo(request: unknown, callback: Answer<AnalyzerInfo>): void;
  analyze(request: unknown, callback: Answer<{ getDiagnosticsList(): { getMessage(): string }[] }>): void;
};
interface AnalyzerInfo {
  getName(): string;
  getPoliciesList(): { getName(): string; getEnforcementlevel(): number; getConfigschema(): unknown }[];
}

describe("the pack under Pulumi's own policy runtime", () => {
  let server: ChildProcess | undefined;
  afterEach(() => server?.kill());

  it("starts from TypeScript as with the CLI, lists its mandatory policies, and refuses a key over gRPC", async () => {
    // The CLI runs this file (pulumi-analyzer-policy) and reads the port from the first line.
    server = spawn(
      process.execPath,
      [require.resolve("@pulumi/pulumi/cmd/run-policy-pack"), "127.0.0.1:1", PACK],
      { cwd: PACK, stdio: ["ignore", "pipe", "inherit"] },
    );
    const port = await firstLine(server);
    expect(port).to.match(/^\d+$/);
    const client = new services.AnalyzerClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
    const info = await answered<AnalyzerInfo>(done => {
      client.getAnalyzerInfo(new Empty(), done);
    });
    const judged = await answered<{ getDiagnosticsList(): { getMessage(): string }[] }>(done => {
      client.analyze(analyzeRequest({ type: "aws:kms/key:Key", name: "passwords" }), done);
    });
    client.close();
    expect(info.getName()).to.equal("ses-smtp");
    const optional = info
      .getPoliciesList()
      .filter(policy => policy.getEnforcementlevel() !== proto.EnforcementLevel.MANDATORY);
    expect(optional.map(policy => policy.getName())).to.deep.equal(["idle-cost-report"]);
    expect(info.getPoliciesList()).to.have.length(21);
    expect(
      judged
        .getDiagnosticsList()
        .map(diagnostic => diagnostic.getMessage())
        .join(),
    ).to.include('aws:kms/key:Key "passwords" costs $1.00 per month');
  });
});

describe("the pack's own package", () => {
  const manifest = JSON.parse(read("package.json")) as { dependencies: Record<string, string> };
  const lock = JSON.parse(read("package-lock.json")) as {
    packages: Record<string, { version?: string; dependencies?: Record<string, string> }>;
  };
  const root = JSON.parse(readFileSync(path.join(PACK, "../package.json"), "utf8")) as {
    dependencies: Record<string, string>;
    devDependencies: Record<string, string>;
  };

  it("pins each dependency exactly, consistent with the lock file and the project", () => {
    expect(lock.packages[""]?.dependencies).to.deep.equal(manifest.dependencies);
    for (const [name, version] of Object.entries(manifest.dependencies)) {
      expect(version).to.match(/^\d+\.\d+\.\d+$/);
      expect(lock.packages[`node_modules/${name}`]?.version?.replace(/^v/, "")).to.equal(version);
      expect({ ...root.dependencies, ...root.devDependencies }[name], name).to.equal(version);
    }
  });
});

function answered<T>(ask: (done: Answer<T>) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    ask((error, answer) => {
      if (error) reject(error);
      else resolve(answer);
    });
  });
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    child.stdout?.on("data", chunk => {
      text += String(chunk);
      if (text.includes("\n")) resolve(text.slice(0, text.indexOf("\n")));
    });
    child.once("exit", code => {
      reject(new Error(`the pack's process ended (${code ?? "killed"})`));
    });
  });
}

function read(file: string): string {
  return readFileSync(path.join(PACK, file), "utf8");
}
