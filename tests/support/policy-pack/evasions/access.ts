import { role } from "../fixtures";
import { ACCOUNT, type Evasion, FOREIGN, lets, planted } from "./evasion";

const type = (token: string, props: object = {}): Evasion => [
  token,
  "allowed-types",
  [planted(token, props)],
];

export const ACCESS_EVASIONS: readonly Evasion[] = [
  type("aws:iam/accessKey:AccessKey", { user: "admin" }),
  type("aws:iam/accessKey:AccessKey", { user: "admin", status: "Inactive" }),
  type("aws:iam/userLoginProfile:UserLoginProfile", { user: "admin" }),
  type("aws:iam/sshKey:SshKey"),
  type("aws:iam/serviceSpecificCredential:ServiceSpecificCredential"),
  type("aws:iam/signingCertificate:SigningCertificate"),
  type("aws:iam/serverCertificate:ServerCertificate"),
  type("aws:iam/virtualMfaDevice:VirtualMfaDevice"),
  type("aws:iam/userGroupMembership:UserGroupMembership", { user: "x", groups: ["admins"] }),
  type("aws:iam/groupMembership:GroupMembership", { group: "admins", users: ["x"] }),
  type("aws:iam/openIdConnectProvider:OpenIdConnectProvider"),
  type("aws:iam/samlProvider:SamlProvider"),
  type("aws:iam/outboundWebIdentityFederation:OutboundWebIdentityFederation"),
  type("aws:iam/serviceLinkedRole:ServiceLinkedRole"),
  type("aws:iam/instanceProfile:InstanceProfile"),
  type("aws:iam/accountPasswordPolicy:AccountPasswordPolicy"),
  type("aws:iam/securityTokenServicePreferences:SecurityTokenServicePreferences"),
  type("aws:ssoadmin/accountAssignment:AccountAssignment"),
  type("aws:ssoadmin/permissionSet:PermissionSet"),
  type("aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment"),
  type("aws:ssoadmin/trustedTokenIssuer:TrustedTokenIssuer"),
  type("aws:eks/accessEntry:AccessEntry"),
  type("aws:eks/accessPolicyAssociation:AccessPolicyAssociation"),
  type("aws:eks/podIdentityAssociation:PodIdentityAssociation"),
  type("aws:ram/resourceShare:ResourceShare", { allowExternalPrincipals: true }),
  type("aws:ram/principalAssociation:PrincipalAssociation", { principal: FOREIGN }),
  type("aws:ram/resourceAssociation:ResourceAssociation"),
  type("aws:kms/grant:Grant", { granteePrincipal: `arn:aws:iam::${FOREIGN}:root`, operations: ["Decrypt"] }),
  type("aws:cognito/identityPool:IdentityPool", { allowUnauthenticatedIdentities: true }),
  type("aws:cognito/identityPoolRoleAttachment:IdentityPoolRoleAttachment"),
  type("aws:rolesanywhere/profile:Profile"),
  type("aws:s3control/accessGrant:AccessGrant"),
  type("aws:transfer/user:User"),
  type("aws:iot/roleAlias:RoleAlias"),
  type("aws:organizations/account:Account"),
  type("aws:lakeformation/permissions:Permissions"),
  type("aws:ssm/activation:Activation"),
  type("aws:codebuild/sourceCredential:SourceCredential"),
  type("aws:ec2/keyPair:KeyPair"),
  type("aws:oam/link:Link"),
  [
    "a bucket anyone may read by its ACL",
    "named-sources",
    [planted("aws:s3/bucket:Bucket", { acl: "public-read" })],
  ],
  [
    "a bucket that grants by its inputs",
    "named-sources",
    [
      planted("aws:s3/bucket:Bucket", {
        grants: [
          { type: "Group", uri: "http://acs.amazonaws.com/groups/global/AllUsers", permissions: ["READ"] },
        ],
      }),
    ],
  ],
  [
    "an ACL for everyone with an account",
    "named-sources",
    [planted("aws:s3/bucketAcl:BucketAcl", { acl: "authenticated-read" })],
  ],
  [
    "an ACL that grants",
    "named-sources",
    [planted("aws:s3/bucketAcl:BucketAcl", { accessControlPolicy: { grants: [{ permission: "READ" }] } })],
  ],
  [
    "a bucket policy for everyone",
    "named-sources",
    [planted("aws:s3/bucketPolicy:BucketPolicy", { policy: lets("*", {}, { Action: "s3:GetObject" }) })],
  ],
  [
    "a function's URL for everyone",
    "authorized-routes",
    [planted("aws:lambda/functionUrl:FunctionUrl", { authorizationType: "NONE" })],
  ],
  [
    "a function's URL that says nothing",
    "authorized-routes",
    [planted("aws:lambda/functionUrl:FunctionUrl")],
  ],
  [
    "a route without authorization",
    "authorized-routes",
    [planted("aws:apigatewayv2/route:Route", { routeKey: "$default" })],
  ],
  [
    "a method without authorization",
    "authorized-routes",
    [planted("aws:apigateway/method:Method", { authorization: "none" })],
  ],
  [
    "a role with another policy attached",
    "own-scope",
    [role({ managedPolicyArns: [`arn:aws:iam::${ACCOUNT}:policy/admin`] })],
  ],
  [
    "a bucket opened to public policies",
    "named-sources",
    [planted("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", { blockPublicPolicy: false })],
  ],
  [
    "a workflow with another stack's role",
    "own-scope",
    [planted("aws:sfn/stateMachine:StateMachine", { roleArn: `arn:aws:iam::${ACCOUNT}:role/admin` })],
  ],
  type("aws:appconfig/extension:Extension"),
];
