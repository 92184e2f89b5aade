import {
  CloudTrailClient,
  GetTrailCommand,
  GetTrailStatusCommand,
  ListTrailsCommand,
} from "@aws-sdk/client-cloudtrail";
import {
  DeleteObjectCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketPolicyCommand,
  HeadBucketCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { expect } from "chai";
import { type Deployment, deploy } from "../../sandbox/engine";
import { type OnEmulator, onEmulator } from "../support/targets/emulator";

const SETTINGS = { auditTrail: "true", auditRetentionDays: "90", identity: "create" };

describe("a stack with an audit trail, in the sandbox", function () {
  this.timeout(300_000);
  let emulator: OnEmulator;
  let deployment: Deployment;
  let cloudtrail: CloudTrailClient;
  let s3: S3Client;
  let Bucket: string;

  before(async () => {
    emulator = await onEmulator();
    cloudtrail = new CloudTrailClient(emulator.config);
    s3 = new S3Client({ ...emulator.config, forcePathStyle: true });
    deployment = await deploy(emulator.request("audited", "audited.example", SETTINGS));
    Bucket = String(deployment.outputs.auditBucketName);
  });
  after(() => {
    cloudtrail?.destroy();
    s3?.destroy();
  });

  const trails = async () => (await cloudtrail.send(new ListTrailsCommand({}))).Trails ?? [];

  // Proves D-access-control.3
  it("has a trail of all regions that is logging to the stack's bucket", async () => {
    const [{ Name } = { Name: "" }, ...others] = await trails();
    expect(others).to.deep.equal([]);
    const { Trail } = await cloudtrail.send(new GetTrailCommand({ Name }));
    expect(Trail).to.include({
      S3BucketName: Bucket,
      IsMultiRegionTrail: true,
      IncludeGlobalServiceEvents: true,
      LogFileValidationEnabled: true,
      HasCustomEventSelectors: false,
    });
    const status = await cloudtrail.send(new GetTrailStatusCommand({ Name }));
    expect(status.IsLogging).to.equal(true);
  });

  it("has a bucket whose objects expire, to which CloudTrail may deliver", async () => {
    const { Rules = [] } = await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
    expect(Rules.map(({ Status, Expiration }) => [Status, Expiration?.Days])).to.deep.equal([
      ["Enabled", 90],
    ]);
    const { Policy = "" } = await s3.send(new GetBucketPolicyCommand({ Bucket }));
    const { Statement } = JSON.parse(Policy) as { Statement: { Principal: object; Resource: string[] }[] };
    for (const { Principal, Resource } of Statement) {
      expect(Principal).to.deep.equal({ Service: "cloudtrail.amazonaws.com" });
      expect(Resource.join()).to.match(new RegExp(`^arn:aws:s3:::${Bucket}(/\\*)?$`));
    }
  });

  it("keeps what was recorded when the stack is destroyed: S3 refuses until somebody has emptied the bucket", async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: "AWSLogs/recorded.json.gz", Body: "events" }));
    const refused = await deployment.destroy().then(
      () => "",
      (error: Error) => error.message,
    );
    expect(refused).to.match(/not empty/i);
    await s3.send(new DeleteObjectCommand({ Bucket, Key: "AWSLogs/recorded.json.gz" }));
    await deployment.destroy();
    expect(await trails()).to.deep.equal([]);
    const gone = await s3.send(new HeadBucketCommand({ Bucket })).then(
      () => "",
      (error: Error) => error.name,
    );
    expect(gone).to.equal("NotFound");
  });
});
