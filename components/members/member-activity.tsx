import { Card } from '@/components/ui/card'
import { Fact } from '@/components/ui/fact'
import { RelativeTime } from '@/components/ui/relative-time'
import { countOf } from '@/lib/format'
import type { MemberDetail } from '@/lib/members/schema'

/** When a member joined and was last here; neither addresses nor devices. */
export function MemberActivity({ member }: { member: MemberDetail }) {
  const { joined_at, invited_by, last_active_at, sessions, name } = member
  return (
    <Card title="Activity">
      <dl className="-mt-2 grid gap-2">
        <Fact title="Last active">
          <RelativeTime value={last_active_at} />
        </Fact>
        <Fact title="Signed in">
          {sessions ? <Sessions sessions={sessions} /> : <NotShown name={name} />}
        </Fact>
        <Fact title="Joined">
          <RelativeTime value={joined_at} />
          {invited_by ? <span className="wrap-anywhere">, invited by {invited_by.name}</span> : null}
        </Fact>
      </dl>
    </Card>
  )
}

function Sessions({ sessions }: { sessions: NonNullable<MemberDetail['sessions']> }) {
  if (sessions.live === 0) return 'Nowhere at the moment'
  return (
    <>
      On {countOf(sessions.live, 'device')}, last used <RelativeTime value={sessions.last_used_at} />
    </>
  )
}

function NotShown({ name }: { name: string }) {
  return (
    <span className="text-sm text-pretty text-muted">
      Shown to {name} and to those who may change members.
    </span>
  )
}
