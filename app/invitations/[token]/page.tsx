import type { Metadata } from 'next'
import { InvitationView } from '@/components/invitations/invitation-view'
import { currentCtx } from '@/lib/http/current-ctx'
import { getInvitationPage } from '@/lib/invitations/answer'

// The address holds a secret: no other site is told it, and no search engine keeps it.
export const metadata: Metadata = { title: 'Invitation', referrer: 'no-referrer', robots: { index: false, follow: false } }

type PageProps = { params: Promise<{ token: string }> }

/** Opening it changes nothing, so that mail scanners may. */
export default async function Page({ params }: PageProps) {
  const token = readToken((await params).token)
  return <InvitationView token={token} invitation={await getInvitationPage(await currentCtx(), token)} />
}

// A link that was mangled on the way may not even be readable as an address; it gets the page for links that are not ours.
function readToken(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
