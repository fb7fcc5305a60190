import type { ReactNode } from 'react'

type PageSectionProps = {
  /** Of the heading, for links to it. */
  id: string
  title: string
  description?: ReactNode
  /** At the right of the heading. */
  actions?: ReactNode
  children: ReactNode
}

/** A part of a page, under its heading. */
export function PageSection({ id, title, description, actions, children }: PageSectionProps) {
  return (
    <section aria-labelledby={id} className="mt-8 min-w-0 first-of-type:mt-0">
      <div className="mb-3 flex items-start justify-between gap-4">
        <div className="min-w-0">
          <h2 id={id} className="scroll-mt-16 text-md font-semibold">
            {title}
          </h2>
          {description ? <p className="mt-0.5 max-w-2xl text-pretty text-muted">{description}</p> : null}
        </div>
        {actions}
      </div>
      {children}
    </section>
  )
}
