import { Info } from 'lucide-react'

/** For administrators where the installation sends no mail. */
export function NoMailNotice() {
  return (
    <p role="note" className="mb-6 flex items-start gap-3 rounded-md border border-line bg-surface p-4">
      <Info aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />
      <span>
        This installation sends no mail. After inviting somebody, choose <em>Copy invitation link</em> from
        the actions of their invitation and hand the link over yourself.
      </span>
    </p>
  )
}
