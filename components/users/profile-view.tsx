'use client'
import { Form } from '@/components/form/form'
import { TextField } from '@/components/form/text-field'
import { ButtonLink } from '@/components/ui/button-link'
import { Card } from '@/components/ui/card'
import { PageHeader } from '@/components/ui/page-header'
import { useActionMutation } from '@/lib/client/use-action-mutation'
import { apiPaths } from '@/lib/paths'
import { changeNameAction } from '@/lib/users/actions'
import type { UserDeletionPreview } from '@/lib/users/schema'
import { DeleteAccountCard } from './delete-account-card'
import { EmailCard } from './email-card'

type ProfileViewProps = {
  name: string
  email: string
  isEmailVerified: boolean
  sendsMail: boolean
  deletion: UserDeletionPreview
}

/** One's own name and address, what is kept, and the way out. */
export function ProfileView({ name, email, isEmailVerified, sendsMail, deletion }: ProfileViewProps) {
  return (
    <div className="max-w-160">
      <PageHeader title="Profile" />
      <div className="grid gap-6">
        <NameCard name={name} />
        <EmailCard email={email} isEmailVerified={isEmailVerified} sendsMail={sendsMail} />
        <DataCard />
        <DeleteAccountCard preview={deletion} />
      </div>
    </div>
  )
}

function DataCard() {
  return (
    <Card
      title="Your data"
      description="What this installation keeps about you: your memberships, sessions, keys without their secrets, and the log of your personal account."
    >
      <div>
        <ButtonLink href={apiPaths.myData()} isFullLoad>
          Download your data
        </ButtonLink>
      </div>
    </Card>
  )
}

function NameCard({ name }: { name: string }) {
  const { submit } = useActionMutation(changeNameAction, {
    invalidates: [['accounts']],
    refreshesPage: true,
    successMessage: (data) => `You are called ${data.name} now.`,
  })
  return (
    <Card title="Name" description="Shown to the members of your organizations.">
      <Form
        key={name}
        label="What you are called"
        schema={() => import('@/lib/users/schema').then((file) => file.changeNameInput)}
        defaultValues={{ name }}
        action={submit}
        submitLabel="Save name"
      >
        <TextField name="name" label="Name" autoComplete="name" maxLength={200} />
      </Form>
    </Card>
  )
}
