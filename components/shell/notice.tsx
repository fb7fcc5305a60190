import { Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'

type NoticeProps = { tone?: 'accent' | 'warning'; action?: ReactNode; children: ReactNode }

const tones = { accent: 'text-link', warning: 'text-warning' }

/** A line about the state of things, for as long as it is so. */
export function Notice({ tone = 'accent', action, children }: NoticeProps) {
  const Icon = tone === 'warning' ? TriangleAlert : Info
  return (
    <aside
      aria-label="Notice"
      className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-subtle px-4 py-2 md:px-8"
    >
      <Icon aria-hidden className={`size-4 shrink-0 ${tones[tone]}`} />
      <div className="min-w-0 flex-1">{children}</div>
      {action}
    </aside>
  )
}
