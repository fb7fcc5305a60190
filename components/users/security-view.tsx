import { SessionsSection } from '@/components/sessions/sessions-section'
import { Card } from '@/components/ui/card'
import { PageHeader } from '@/components/ui/page-header'
import { ChangePasswordForm } from './change-password-form'

type SecurityViewProps = { name: string; email: string }

/** How one signs in, and where one is signed in. */
export function SecurityView({ name, email }: SecurityViewProps) {
  return (
    <>
      <PageHeader title="Security" />
      <div className="grid gap-8">
        <div className="max-w-160">
          <Card title="Password" description="Changing it signs out all other devices.">
            <ChangePasswordForm name={name} email={email} />
          </Card>
        </div>
        <SessionsSection />
      </div>
    </>
  )
}
