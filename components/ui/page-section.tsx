import type { ReactNode } from 'react'

type PageSectionProps = {
  /** Of the heading, for links to it. */
  id: string
  title: string
  description?: ReactNode
  children: ReactNode
}

/** A part of a page, under its heading. */
export function PageSection({ id, title, description, children }: PageSectionProps) {
  return (
    <section aria-labelledby={id} className="mt-8 min-w-0 first-of-type:mt-0">
      <div className="mb-3">
        <h2 id={id} className="scroll-mt-16 text-md font-semibold">
          {title}
        </h2>
        {description ? <p className="mt-0.5 max-w-2xl text-pretty text-muted">{description}</p> : null}
      </div>
      {children}
    </section>
  )
}
