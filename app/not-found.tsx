import type { Metadata } from 'next'
import { NotFoundState } from '@/components/feedback/not-found-state'
import { AuthShell } from '@/components/shell/auth-shell'
import { ButtonLink } from '@/components/ui/button-link'
import { paths } from '@/lib/paths'

export const metadata: Metadata = { title: 'Not found' }

export default function NotFoundPage() {
  return (
    <AuthShell title="Not found">
      {/* Metadata has no say where a page finds out while its own metadata is made. */}
      <title>Not found · Roster</title>
      <NotFoundState action={<ButtonLink href={paths.home()}>Go to your workspaces</ButtonLink>} />
    </AuthShell>
  )
}
