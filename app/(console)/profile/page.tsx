import type { Metadata } from 'next'
import { ProfileView } from '@/components/users/profile-view'
import { requireUser } from '@/lib/authz/access'
import { requiredPageData } from '@/lib/http/page-data'
import { isMailOn } from '@/lib/mail/service'

export const metadata: Metadata = { title: 'Profile' }

export default async function Page() {
  const { name, email, isEmailVerified } = await requiredPageData(async (ctx) => requireUser(ctx))
  return <ProfileView name={name} email={email} isEmailVerified={isEmailVerified} sendsMail={isMailOn()} />
}
