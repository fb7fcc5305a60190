'use client'
import { Form } from '@/components/form/form'
import { TextField } from '@/components/form/text-field'
import { Card } from '@/components/ui/card'
import { PageHeader } from '@/components/ui/page-header'
import { useActionMutation } from '@/lib/client/use-action-mutation'
import { changeNameAction } from '@/lib/users/actions'
import { EmailCard } from './email-card'

type ProfileViewProps = { name: string; email: string; isEmailVerified: boolean; sendsMail: boolean }

/** One's own name and address. */
export function ProfileView({ name, email, isEmailVerified, sendsMail }: ProfileViewProps) {
  return (
    <div className="max-w-160">
      <PageHeader title="Profile" />
      <div className="grid gap-6">
        <NameCard name={name} />
        <EmailCard email={email} isEmailVerified={isEmailVerified} sendsMail={sendsMail} />
      </div>
    </div>
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
