'use client'
import { useQuery } from '@tanstack/react-query'
import { Download, ShieldAlert, ShieldCheck, ShieldQuestionMark } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { RelativeTime } from '@/components/ui/relative-time'
import { verifyAuditLogAction } from '@/lib/audit/actions'
import { beingVerified, brokenText, foundText, newerText } from '@/lib/audit/chain-text'
import { auditKeys, auditQueries } from '@/lib/audit/queries'
import type { ChainState } from '@/lib/audit/schema'
import { downloadFrom } from '@/lib/client/download-from'
import { toast } from '@/lib/client/toast'
import { useActionMutation } from '@/lib/client/use-action-mutation'
import { countText } from '@/lib/format'
import { apiPaths } from '@/lib/paths'
import { useAuditPlace } from './audit-place'

const EVERY = 60_000
const EVERY_WHILE_VERIFIED = 5_000

/** Whether the log is what was written, as far as it was verified, and the ways to verify it now, here and elsewhere. */
export function ChainStateBar() {
  const { accountId } = useAuditPlace()
  const { data } = useQuery({
    ...auditQueries.chain(accountId),
    refetchInterval: ({ state }) => (state.data?.is_being_verified ? EVERY_WHILE_VERIFIED : EVERY),
  })
  const verify = useActionMutation(verifyAuditLogAction, {
    invalidates: [auditKeys.chain(accountId)],
    successMessage: (state) => (brokenText(state) === null ? foundText(state) : null),
    onSuccess: (state) => {
      const broken = brokenText(state)
      if (broken !== null) toast.error(broken)
    },
  })
  if (!data) return null
  return (
    <section
      aria-label="Proof"
      className={`mb-4 flex flex-wrap items-center justify-between gap-x-6 gap-y-3 rounded-md border bg-surface px-4 py-3 ${data.first_bad_sequence === null ? 'border-line' : 'border-danger'}`}
    >
      <div className="grid min-w-0 flex-1 gap-1">
        <Verdict state={data} />
        {data.is_being_verified && <p className="text-sm text-muted">{beingVerified}</p>}
      </div>
      <div className="flex flex-wrap gap-2">
        <Button isPending={verify.isPending} onClick={() => verify.mutate({ accountId })}>
          Verify now
        </Button>
        <Button onClick={() => downloadFrom(apiPaths.auditCheckpoints(accountId))}>
          <Download aria-hidden />
          Download checkpoints
        </Button>
      </div>
    </section>
  )
}

function Verdict({ state }: { state: ChainState }) {
  const broken = brokenText(state)
  if (broken)
    return (
      <Line icon={<ShieldAlert className="text-danger" />} isAlert>
        <p className="font-medium text-danger">{broken}</p>
        <p className="text-sm text-muted">
          Somebody changed the database behind Roster, or it was damaged. Tell the operator, and keep the
          exports and checkpoints you have.{' '}
          {state.verified_at === null ? null : (
            <>
              Last looked at <RelativeTime value={state.verified_at} />.
            </>
          )}
        </p>
      </Line>
    )
  if (state.verified_at === null || state.verified_sequence === null)
    return (
      <Line icon={<ShieldQuestionMark className="text-muted" />}>
        <p className="font-medium">Not verified yet</p>
        <p className="text-sm text-muted">{proof}</p>
      </Line>
    )
  return (
    <Line icon={<ShieldCheck className="text-success" />}>
      <p>
        <span className="font-medium">Verified to event {countText(state.verified_sequence)}</span>,{' '}
        <RelativeTime value={state.verified_at} />. <span className="text-muted">{newerText(state)}</span>
      </p>
      <p className="text-sm text-muted">{proof}</p>
    </Line>
  )
}

const proof =
  'Each event is chained to the one before. With the signed checkpoints an NDJSON export can be checked elsewhere.'

type LineProps = { icon: ReactNode; isAlert?: boolean; children: ReactNode }

function Line({ icon, isAlert = false, children }: LineProps) {
  return (
    <div role={isAlert ? 'alert' : undefined} className="flex min-w-0 flex-1 items-start gap-3">
      <span aria-hidden className="[&_svg]:size-5">
        {icon}
      </span>
      <div className="min-w-64 text-pretty">{children}</div>
    </div>
  )
}
