/** The first characters of an API key as mails show them: "rst_u_4fGh…". */
export function keyPrefix(prefix: string): string {
  return `${prefix.replaceAll(/[^0-9A-Za-z_]/gu, '')}…`
}
