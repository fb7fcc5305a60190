import { Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'

type NoticeProps = { tone?: 'accent' | 'warning'; action?: ReactNode; children: ReactNode }

const tones = { accent: 'bg-accent-soft text-ink', warning: 'bg-warning-soft text-warning' }

/** A line about the state of things, for as long as it is so. */
export function Notice({ tone = 'accent', action, children }: NoticeProps) {
  const Icon = tone === 'warning' ? TriangleAlert : Info
  return (
    <div role="note" className={`flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-2 md:px-8 ${tones[tone]}`}>
      <Icon aria-hidden className="size-4 shrink-0" />
      <div className="min-w-0 flex-1">{children}</div>
      {action}
    </div>
  )
}
