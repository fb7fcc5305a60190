import type { Metadata } from 'next'
import { ProfileView } from '@/components/users/profile-view'
import { requireUser } from '@/lib/authz/access'
import { requiredPageData } from '@/lib/http/page-data'
import { isMailOn } from '@/lib/mail/service'
import { previewUserDeletion } from '@/lib/users/deletion'

export const metadata: Metadata = { title: 'Profile' }

export default async function Page() {
  const { viewer, deletion } = await requiredPageData(async (ctx) => ({
    viewer: requireUser(ctx),
    deletion: await previewUserDeletion(ctx),
  }))
  const { name, email, isEmailVerified } = viewer
  return (
    <ProfileView
      name={name}
      email={email}
      isEmailVerified={isEmailVerified}
      sendsMail={isMailOn()}
      deletion={deletion}
    />
  )
}
