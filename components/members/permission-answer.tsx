import { Ban, Check, CircleCheck, CircleX, ClockAlert, Minus } from 'lucide-react'
import type { ReactNode } from 'react'
import { RelativeTime } from '@/components/ui/relative-time'
import { TextLink } from '@/components/ui/text-link'
import type { PermissionExplanation } from '@/lib/members/schema'
import { paths } from '@/lib/paths'

type PermissionAnswerProps = { handle: string; explanation: PermissionExplanation }

/** Yes or no, everything that had a say in it, and for a no what would have to change. */
export function PermissionAnswer({ handle, explanation }: PermissionAnswerProps) {
  const { allowed, sentence, permission, reasons, remedies } = explanation
  return (
    <div className="grid gap-5 p-4 sm:p-5">
      <div className="flex items-start gap-3">
        {allowed ? (
          <CircleCheck aria-hidden className="size-6 shrink-0 text-success" />
        ) : (
          <CircleX aria-hidden className="size-6 shrink-0 text-danger" />
        )}
        <div className="min-w-0">
          <p className="text-md font-semibold wrap-anywhere">
            <span className={allowed ? 'text-success' : 'text-danger'}>{allowed ? 'Yes.' : 'No.'}</span>{' '}
            {sentence}
          </p>
          <p className="text-sm text-muted">
            <code className="font-mono text-ink">{permission.id}</code>: {permission.description}
          </p>
        </div>
      </div>
      <div>
        <h3 className="mb-1 text-sm font-medium text-muted">What has a say</h3>
        <ul className="divide-y divide-line rounded-md border border-line">
          {reasons.map((reason) => (
            <Reason
              key={`${reason.source} ${reason.role?.id} ${reason.sentence}`}
              reason={reason}
              handle={handle}
            />
          ))}
        </ul>
      </div>
      {remedies.length > 0 ? (
        <div>
          <h3 className="mb-1 text-sm font-medium text-muted">What would have to change</h3>
          <ol
            className={`list-inside rounded-md border border-line bg-subtle px-3 py-1.5 marker:text-faint ${remedies.length > 1 ? 'list-decimal' : ''}`}
          >
            {remedies.map((remedy) => (
              <li key={remedy} className="py-0.5 text-pretty wrap-anywhere">
                {remedy}
              </li>
            ))}
          </ol>
        </div>
      ) : null}
    </div>
  )
}

type ReasonView = PermissionExplanation['reasons'][number]

function Reason({ reason, handle }: { reason: ReasonView; handle: string }) {
  const { outcome, sentence, role, expires_at } = reason
  return (
    <li className="flex items-start gap-3 px-3 py-2 [&_svg]:mt-0.5 [&_svg]:size-4 [&_svg]:shrink-0">
      {marks[outcome]}
      <span className="min-w-0 flex-1 text-pretty wrap-anywhere">
        {sentence}
        {expires_at ? (
          <span className="text-muted">
            {' '}
            ({outcome === 'expired' ? 'ended' : 'ends'} <RelativeTime value={expires_at} />)
          </span>
        ) : null}
      </span>
      {role?.id ? (
        <span className="shrink-0 text-sm">
          <TextLink href={paths.role(handle, role.id)}>
            Role<span className="sr-only"> {role.name}</span>
          </TextLink>
        </span>
      ) : null}
    </li>
  )
}

const idle = <Minus aria-hidden className="text-faint" />
const barred = <Ban aria-hidden className="text-danger" />

const marks: Record<ReasonView['outcome'], ReactNode> = {
  gave: <Check aria-hidden className="text-success" />,
  let_through: <Check aria-hidden className="text-success" />,
  not_held: idle,
  not_for_service_accounts: idle,
  expired: <ClockAlert aria-hidden className="text-warning" />,
  held_back: <Ban aria-hidden className="text-warning" />,
  refused: barred,
}
