import { cappedCountOf, countedAtMost, countOf, countText } from '@/lib/format'
import type { SsoConsequences } from '@/lib/sso/connection-schema'

/** What switching a connection off does, in sentences with numbers. */
export function endingText(consequences: SsoConsequences): string {
  const { people, people_without_password, sessions, domains, groups } = consequences
  const who = `${cappedCountOf(people, 'person signs', 'people sign')} in through it, ${countText(people_without_password, countedAtMost)} of them without a password.`
  const what = `It ends ${cappedCountOf(sessions, 'session')} and leaves ${countOf(domains, 'domain')} without a connection; ${countOf(groups, 'group stops', 'groups stop')} giving roles.`
  return `${who} ${what}`
}
