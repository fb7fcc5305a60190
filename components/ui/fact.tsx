import type { ReactNode } from 'react'

/** One line of a `dl` of facts. */
export function Fact({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[6rem_minmax(0,1fr)] gap-3">
      <dt className="text-muted">{title}</dt>
      <dd>{children}</dd>
    </div>
  )
}
