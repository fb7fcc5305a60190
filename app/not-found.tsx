import type { Metadata } from 'next'
import { NotFoundState } from '@/components/feedback/not-found-state'
import { AuthShell } from '@/components/shell/auth-shell'
import { ButtonLink } from '@/components/ui/button-link'
import { paths } from '@/lib/paths'

export const metadata: Metadata = { title: 'Not found' }

export default function NotFoundPage() {
  return (
    <AuthShell title="Not found">
      <NotFoundState action={<ButtonLink href={paths.home()}>Go to your organizations</ButtonLink>} />
    </AuthShell>
  )
}
