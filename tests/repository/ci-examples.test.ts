import { readFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { parse } from "yaml";

const FOLDER = path.join(__dirname, "..", "..", "examples", "ci");
const read = (name: string) => readFileSync(path.join(FOLDER, name), "utf8");

interface Job {
  permissions?: Record<string, string>;
  environment?: string;
  env?: unknown;
  steps: { uses?: string; run?: string; with?: Record<string, unknown>; env?: unknown }[];
}
interface Workflow {
  on: string | Record<string, { branches?: string[] }>;
  permissions: Record<string, string>;
  jobs: Record<string, Job>;
}
interface Policy {
  Statement: {
    Sid: string;
    Effect: string;
    Action: string | string[];
    Condition?: Record<string, Record<string, string>>;
  }[];
}

/**
 * What makes a workflow safe to run for a pull request, or with AWS credentials.
 * @returns what is wrong with it
 */
function problemsOf(workflow: Workflow): string[] {
  const events = typeof workflow.on === "string" ? [workflow.on] : Object.keys(workflow.on);
  const steps = Object.values(workflow.jobs).flatMap(job => job.steps);
  const forPullRequests = events.some(event => event.startsWith("pull_request"));
  const all = JSON.stringify(workflow);
  const runs = steps.flatMap(({ run }) => run ?? []);
  const branches = typeof workflow.on === "string" ? [] : (workflow.on.push?.branches ?? []);
  const withToken = Object.values(workflow.jobs).filter(job => job.permissions?.["id-token"] !== undefined);
  return [
    ...(events.includes("pull_request_target")
      ? ["pull_request_target runs a stranger's code with secrets"]
      : []),
    ...(workflow.permissions.contents === "read" && Object.keys(workflow.permissions).length === 1
      ? []
      : ["the default permissions are more than contents: read"]),
    ...steps.flatMap(({ uses = "" }) =>
      uses === "" || /^[\w-]+\/[\w-]+@[0-9a-f]{40}$/.test(uses)
        ? []
        : [`${uses} is not pinned by its commit`],
    ),
    ...runs.flatMap(run =>
      /\bnpm (?:ci|i|install)\b/.test(run) && !run.includes("--ignore-scripts")
        ? [`${run} runs scripts`]
        : [],
    ),
    ...runs.flatMap(run => (run.includes("${{") ? [`${run} has an expression in a shell command`] : [])),
    ...steps.flatMap(({ uses = "", with: given = {} }) =>
      uses.startsWith("actions/checkout@") && given["persist-credentials"] !== false
        ? ["checkout keeps its token"]
        : [],
    ),
    ...(forPullRequests && /id-token|secrets\.|configure-aws-credentials/.test(all)
      ? ["a pull request gets a secret or credentials"]
      : []),
    ...(withToken.length > 0 && (branches.length === 0 || branches.some(name => name.includes("*")))
      ? ["credentials for a branch that is not named"]
      : []),
  ];
}

describe("the examples for continuous integration (examples/ci)", () => {
  const pullRequest = parse(read("github/pull-request.yml")) as Workflow;
  const deploy = parse(read("github/deploy.yml")) as Workflow;

  it("are safe workflows of GitHub", () => {
    expect(problemsOf(pullRequest)).to.deep.equal([]);
    expect(problemsOf(deploy)).to.deep.equal([]);
  });

  it("judge a pull request with the protected branch's pack, and its own program", () => {
    const { steps } = pullRequest.jobs.policies!;
    const [base, change] = steps.filter(({ uses = "" }) => uses.startsWith("actions/checkout@"));
    expect(base?.with).to.include({ ref: "${{ github.event.pull_request.base.sha }}", path: "base" });
    expect(change?.with).to.include({ path: "change" }).and.not.to.have.property("ref");
    const judging = steps.find(({ run = "" }) => run.startsWith("npm run policies"));
    expect(judging).to.include({ "working-directory": "base" });
    expect(judging?.run).to.include("--program ../change/infra");
  });

  it("deploy only after the preview, from an environment that people approve", () => {
    expect(deploy.jobs.deploy).to.deep.include({ needs: "preview", environment: "production" });
  });

  const planted: [string, (workflow: Workflow) => void, RegExp][] = [
    ["pull_request_target", flow => (flow.on = "pull_request_target"), /pull_request_target/],
    ["an action by its tag", flow => (firstStep(flow).uses = "actions/checkout@v7"), /not pinned/],
    ["scripts of packages", flow => firstJob(flow).steps.push({ run: "npm ci" }), /runs scripts/],
    [
      "a title in a shell command",
      flow => firstJob(flow).steps.push({ run: "echo ${{ github.event.pull_request.title }}" }),
      /expression/,
    ],
    ["a token that stays", flow => (firstStep(flow).with = {}), /keeps its token/],
    ["AWS credentials", flow => (firstJob(flow).permissions = { "id-token": "write" }), /credentials/],
    ["a writable token", flow => (flow.permissions = { contents: "write" }), /default permissions/],
  ];
  for (const [what, plant, problem] of planted)
    it(`would not pass with ${what}`, () => {
      const workflow = structuredClone(pullRequest);
      plant(workflow);
      expect(problemsOf(workflow).join("\n")).to.match(problem);
    });

  it("are a GitLab pipeline whose merge requests get no token, and whose deployments run on the protected branch", () => {
    const pipeline = parse(read("gitlab/.gitlab-ci.yml")) as Record<string, Record<string, unknown>>;
    expect(pipeline.policies).to.not.have.property("id_tokens");
    expect(pipeline.policies?.rules).to.deep.equal([{ if: '$CI_PIPELINE_SOURCE == "merge_request_event"' }]);
    for (const job of ["preview", "deploy"]) expect(pipeline[job]).to.include({ extends: ".aws" });
    expect(pipeline[".aws"]?.rules).to.deep.equal([
      { if: '$CI_COMMIT_BRANCH == "main" && $CI_COMMIT_REF_PROTECTED == "true"' },
    ]);
    for (const line of JSON.stringify(pipeline).match(/npm ci[^"]*/g) ?? [])
      expect(line).to.match(/^npm ci --ignore-scripts/);
  });

  it("have trust policies that name one audience and one subject exactly", () => {
    for (const name of ["trust-github.json", "trust-gitlab.json"]) {
      const { Statement } = JSON.parse(read(name)) as Policy;
      for (const { Condition = {} } of Statement) {
        expect(Object.keys(Condition), name).to.deep.equal(["StringEquals"]);
        const keys = Object.keys(Condition.StringEquals ?? {}).map(key => key.split(":").at(-1));
        expect(keys, name).to.have.members(["aud", "sub"]);
        expect(JSON.stringify(Condition), name).to.not.match(/[*?]/);
      }
    }
  });

  it("deny a preview everything that is secret or about people", () => {
    const { Statement } = JSON.parse(read("preview-policy.json")) as Policy;
    const denied = Statement.filter(({ Effect }) => Effect === "Deny").flatMap(({ Action }) => Action);
    expect(denied).to.include.members([
      ...[
        "dynamodb:GetItem",
        "dynamodb:Query",
        "dynamodb:Scan",
        "dynamodb:BatchGetItem",
        "dynamodb:GetRecords",
      ],
      ...["kms:Decrypt", "lambda:GetFunction", "logs:Get*", "logs:FilterLogEvents", "logs:StartQuery"],
    ]);
    const allowed = Statement.filter(({ Effect }) => Effect === "Allow").flatMap(({ Action }) => Action);
    for (const action of allowed) expect(action).to.match(/:(?:Describe|Get|List)\w+$/);
  });
});

function firstJob(workflow: Workflow): Job {
  return Object.values(workflow.jobs)[0]!;
}

function firstStep(workflow: Workflow): Job["steps"][number] {
  return firstJob(workflow).steps[0]!;
}
