import type { ReactNode } from 'react'

type CardProps = {
  title?: string
  description?: ReactNode
  /** At the right of the title. */
  actions?: ReactNode
  footer?: ReactNode
  tone?: 'neutral' | 'danger'
  children?: ReactNode
}

export function Card({ title, description, actions, footer, tone = 'neutral', children }: CardProps) {
  return (
    <section
      className={`rounded-md border bg-surface ${tone === 'danger' ? 'border-danger/50' : 'border-line'}`}
    >
      <div className="grid gap-4 p-4 sm:p-5">
        {title ? (
          <div className="flex flex-wrap items-start justify-between gap-4">
            <div className={`flex-1 ${description ? 'min-w-56' : ''}`}>
              <h2 className="text-base font-semibold">{title}</h2>
              {description ? <p className="mt-1 text-sm text-muted">{description}</p> : null}
            </div>
            {actions}
          </div>
        ) : null}
        {children}
      </div>
      {footer ? (
        <div className="border-t border-line px-4 py-3 text-sm text-muted sm:px-5">{footer}</div>
      ) : null}
    </section>
  )
}
