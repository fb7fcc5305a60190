import { z } from 'zod'

/** What a provider vouched for of the person who signed in, whichever protocol it spoke. */
export const vouched = z.object({
  subject: z.string(),
  email: z.string().nullable(),
  /** False where the provider itself says that it never verified the address. */
  isEmailVerified: z.boolean(),
  name: z.string().nullable(),
  /** Null where the provider says that there are some, and not which: what it said before stays. */
  groups: z.array(z.string()).nullable(),
  /** SAML: what single logout names. */
  nameId: z.string().nullable(),
  sessionIndex: z.string().nullable(),
  /** Everything it said, for whoever tests the connection. */
  claims: z.array(z.object({ name: z.string(), value: z.string() })),
})
export type Vouched = z.infer<typeof vouched>

const subjectAtMost = 500
const claimsAtMost = 60

/** The names of groups in a claim or an attribute: a list of texts or one text. */
export function groupsOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string').map(bearable)
}

/** Whether a text can say who somebody is: as it is, since two names that become one by tidying would be one person. */
export function isSubject(text: string): boolean {
  return text !== '' && text.length <= subjectAtMost && text === bearable(text)
}

/** What Administrators are told where a provider says that there are groups, and not which. */
export const groupsLeftOut =
  'The provider did not say the groups of whoever signed in last: they are too many for its answer. What they were here stays. ' +
  'Have it send only groups that are assigned to Roster.'

/** What was said as it is shown: each name with its value as text, lists a line for each. */
export function claimsOf(said: Readonly<Record<string, unknown>>): Vouched['claims'] {
  return Object.entries(said)
    .slice(0, claimsAtMost)
    .map(([name, value]) => ({ name: bearable(name).slice(0, 200), value: claimText(value) }))
}

/** A text as the database takes it: without a NUL. */
export function bearable(text: string): string {
  return text.replaceAll('\0', '').trim()
}

function claimText(value: unknown): string {
  const lines = Array.isArray(value) ? value : [value]
  return bearable(
    lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'),
  ).slice(0, 2_000)
}
