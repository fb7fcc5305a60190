import { countOf } from '@/lib/format'
import type { MailTemplates } from '../schema'
import { userText } from '../user-text'

/** What an invitation is to, in words: the account, or the workspaces that a guest of a personal account will see. */
export function invitedPlace({
  isPersonal,
  organizationName,
  workspaces,
}: MailTemplates['invitation']): string {
  const [first, second] = workspaces
  if (!isPersonal || !first) return userText(organizationName, 60)
  return second ? countOf(workspaces.length, 'workspace') : userText(first.name, 60)
}
