import type { ReactNode } from 'react'
import { CONTENT_ID, SkipLink } from './skip-link'
import { Mark } from './mark'

type AuthShellProps = {
  title: string
  description?: ReactNode
  /** Under the card: the other way in. */
  footer?: ReactNode
  children: ReactNode
}

/** A card in the middle, for pages one sees before being inside. */
export function AuthShell({ title, description, footer, children }: AuthShellProps) {
  return (
    <div className="isolate flex min-h-dvh flex-col items-center px-4 py-10 sm:pt-[14vh]">
      <SkipLink />
      <main id={CONTENT_ID} tabIndex={-1} className="w-full max-w-100 outline-none">
        <div className="mb-6 flex flex-col items-center gap-4 text-center">
          <Mark size="large" />
          <div>
            <h1 className="text-lg font-semibold tracking-tight wrap-anywhere">{title}</h1>
            {description ? (
              <div className="mt-1 text-pretty wrap-anywhere text-muted">{description}</div>
            ) : null}
          </div>
        </div>
        <div className="rounded-md border border-line bg-surface p-5 sm:p-6">{children}</div>
        {footer ? <div className="mt-5 text-center text-muted">{footer}</div> : null}
      </main>
    </div>
  )
}
