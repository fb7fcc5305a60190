import type { Metadata } from 'next'
import { ForgotPasswordView } from '@/components/users/forgot-password-view'
import { isMailOn } from '@/lib/mail/service'

export const metadata: Metadata = { title: 'Forgot password' }

// The settings are those of the running server, not of the build.
export const dynamic = 'force-dynamic'

export default function Page() {
  return <ForgotPasswordView sendsMail={isMailOn()} />
}
