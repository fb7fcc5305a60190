import { NotFoundState } from '@/components/feedback/not-found-state'
import { AuthShell } from '@/components/shell/auth-shell'
import { ButtonLink } from '@/components/ui/button-link'
import { paths } from '@/lib/paths'

export default function NotFoundPage() {
  return (
    <AuthShell title="Not found">
      {/* Not by metadata: a page that finds out while its own metadata is made would have no title at all. */}
      <title>Not found · Roster</title>
      <NotFoundState action={<ButtonLink href={paths.home()}>Go to your organizations</ButtonLink>} />
    </AuthShell>
  )
}
