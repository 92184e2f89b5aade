import { expect } from "chai";
import type { Registration } from "../../cost/capture";
import { program } from "../support/policy-pack/program";

const LOADED = "../tests/support/infra/programs/with-loaded-modules.ts";
const UNKNOWN = "../tests/support/infra/programs/remote-component.ts";
const ON = { "ses-smtp:auditTrail": "true", "ses-smtp:auditRetentionDays": "731" };

describe("the audit trail", function () {
  this.timeout(400_000);
  let without: readonly Registration[];
  let all: readonly Registration[];
  before(async () => {
    [without, all] = await Promise.all([
      program({ entry: LOADED }),
      program({ entry: LOADED, settings: ON }),
    ]);
  });
  const one = (of: readonly Registration[], type: string): Registration => {
    const found = of.filter(each => each.type === type);
    expect(found, type).to.have.lengthOf(1);
    return found[0] as Registration;
  };
  const packagesLoaded = (of: readonly Registration[]) => one(of, "test:loaded").name.split(" ");

  it("is left out unless it is asked for, and then its package is not even loaded", () => {
    expect(without.map(({ type }) => type).filter(type => /s3|cloudtrail/.test(type))).to.deep.equal([]);
    expect(packagesLoaded(without)).to.include("@pulumi/aws").and.not.include("@pulumi/awsx");
    expect(packagesLoaded(all)).to.include("@pulumi/awsx");
  });

  it("is awsx's component with its three resources, which a provider plugin would make", () => {
    const component = one(all, "awsx:cloudtrail:Trail");
    expect(component.custom).to.equal(false);
    for (const type of [
      "aws:s3/bucket:Bucket",
      "aws:s3/bucketPolicy:BucketPolicy",
      "aws:cloudtrail/trail:Trail",
    ])
      expect(one(all, type).urn).to.match(/::awsx:cloudtrail:Trail\$aws:.*::smtp-audit$/);
  });

  it("covers all regions, because IAM's events are those of us-east-1; management events only, and no log group", () => {
    const { inputs } = one(all, "aws:cloudtrail/trail:Trail");
    expect(inputs).to.include({ isMultiRegionTrail: true, enableLogFileValidation: true });
    expect(Object.keys(inputs).filter(key => /selector|cloudWatch/i.test(key))).to.deep.equal([]);
    const groups = (of: readonly Registration[]) =>
      of.filter(({ type }) => type === "aws:cloudwatch/logGroup:LogGroup").length;
    expect(groups(all)).to.equal(groups(without));
  });

  it("keeps its objects for auditRetentionDays, and is not emptied when the stack is destroyed", () => {
    const { inputs } = one(all, "aws:s3/bucket:Bucket");
    expect(inputs.forceDestroy).to.equal(false);
    expect(inputs.lifecycleRules).to.deep.equal([
      { id: "expire", enabled: true, expiration: { days: 731 }, abortIncompleteMultipartUploadDays: 1 },
    ]);
  });

  it("lets CloudTrail deliver to its own bucket only, also in a preview, where the bucket is unknown", async () => {
    const policy = one(all, "aws:s3/bucketPolicy:BucketPolicy").inputs.policy;
    const { Statement } = JSON.parse(String(policy)) as { Statement: Record<string, unknown>[] };
    expect(Statement.map(({ Action, Resource }) => [Action, Resource])).to.deep.equal([
      [["s3:GetBucketAcl"], ["arn:aws:s3:::smtp-audit"]],
      [["s3:PutObject"], ["arn:aws:s3:::smtp-audit/*"]],
    ]);
    one(await program({ settings: ON, preview: true }), "aws:s3/bucketPolicy:BucketPolicy");
  });

  it("is made by what both the sandbox and the cost report use: another such component is rejected, not left out", async () => {
    const failure = await program({ entry: UNKNOWN }).then(
      () => "",
      (error: Error) => error.message,
    );
    expect(failure).to.include("a provider plugin makes the resources of awsx:ecs:FargateService");
  });
});
