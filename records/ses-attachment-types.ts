/**
 * Extensions of attachments that SES rejects: https://docs.aws.amazon.com/ses/latest/dg/mime-types.html (read 2026-11).
 */
export const REJECTED_EXTENSIONS: ReadonlySet<string> = new Set(
  (
    "ade adp app asp bas bat cer chm cmd com cpl crt csh der exe fxp gadget hlp hta inf ins isp its js jse ksh lib " +
    "lnk mad maf mag mam maq mar mas mat mau mav maw mda mdb mde mdt mdw mdz msc msh msh1 msh2 mshxml msh1xml " +
    "msh2xml msi msp mst ops pcd pif plg prf prg reg scf scr sct shb shs sys ps1 ps1xml ps2 ps2xml psc1 psc2 tmp " +
    "url vb vbe vbs vps vsmacros vss vst vsw vxd ws wsc wsf wsh xnk"
  ).split(" "),
);

/** @returns the extension because of which SES rejects an attachment of this name, such as `exe`; undefined: none */
export function rejectedExtension(filename: string): string | undefined {
  // Windows ignores dots and spaces at the end of a name.
  const [, extension = ""] = /\.([^./\\]+?)[. ]*$/.exec(filename) ?? [];
  const lower = extension.trim().toLowerCase();
  return REJECTED_EXTENSIONS.has(lower) ? lower : undefined;
}
