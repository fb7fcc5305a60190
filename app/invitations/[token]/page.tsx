import type { Metadata } from 'next'
import { InvitationView } from '@/components/invitations/invitation-view'
import { currentCtx } from '@/lib/http/current-ctx'
import { getInvitationPage } from '@/lib/invitations/answer'

// The address holds a secret: no other site is told it, and no search engine keeps it.
export const metadata: Metadata = {
  title: 'Invitation',
  referrer: 'same-origin',
  robots: { index: false, follow: false },
}

type PageProps = { params: Promise<{ token: string }> }

/** Opening it changes nothing, so that mail scanners may. */
export default async function Page({ params }: PageProps) {
  const token = decodeURIComponent((await params).token)
  return <InvitationView token={token} invitation={await getInvitationPage(await currentCtx(), token)} />
}
