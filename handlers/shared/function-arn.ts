/** `arn:aws:lambda:{region}:{account}:function:{name}`, without a version or an alias. */
export function withoutQualifier(functionArn: string): string {
  return functionArn.split(":").slice(0, 7).join(":");
}
