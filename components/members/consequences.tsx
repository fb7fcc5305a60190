'use client'
import { countOf } from '@/lib/format'
import type { MemberCapabilities, MemberView } from '@/lib/members/schema'
import { consequenceText, whoText } from './consequence-text'
import { useConsequences } from './use-consequences'

type ConsequencesProps = {
  accountId: string
  organizationName: string
  members: MemberView[]
  isOpen: boolean
  /** "Suspending". */
  verb: string
  keys: 'stops' | 'revokes'
  /** What it takes: for whom it is refused already, nothing ends. */
  capability: keyof MemberCapabilities
  /** What is true whatever is counted. */
  rest: string
}

/** What suspending or removing members ends, in numbers, of those for whom it is not refused already. */
export function Consequences(props: ConsequencesProps) {
  const { accountId, organizationName, members, isOpen, verb, keys, capability, rest } = props
  const meant = members.filter(({ can }) => can[capability].allowed)
  const counted = useConsequences(accountId, meant, isOpen)
  const subject = `${verb} ${whoText(meant)}`
  return (
    <>
      {/* Counted after the dialog was read out. */}
      <span aria-live="polite">
        {consequenceText({ subject, organizationName, whose: 'their', keys, counted })}
      </span>{' '}
      {rest}
      <Left members={members} capability={capability} />
    </>
  )
}

/** Those for whom it is known to be refused, but for those who are so already. */
function Left({ members, capability }: Pick<ConsequencesProps, 'members' | 'capability'>) {
  const refusals = members
    .map(({ can }) => can[capability])
    .filter((one) => !one.allowed && one.reason !== 'already_suspended')
  const messages = new Set(refusals.map((one) => (one.allowed ? '' : one.message)))
  if (refusals.length === 0) return null
  return (
    <span className="mt-2 block">
      {countOf(refusals.length, 'other is', 'others are')} left as they are.{' '}
      {messages.size === 1 ? [...messages] : 'You are told afterwards who, and why.'}
    </span>
  )
}
