'use client'
import { useRouter } from 'next/navigation'
import { Form } from '@/components/form/form'
import { HandleField } from '@/components/form/handle-field'
import { TextField } from '@/components/form/text-field'
import { Badge } from '@/components/ui/badge'
import { Card } from '@/components/ui/card'
import { reasonOf, type DisabledReason } from '@/components/ui/disabled-reason'
import { PageHeader } from '@/components/ui/page-header'
import { changeHandleAction, renameOrganizationAction } from '@/lib/accounts/actions'
import type { OrganizationProfile } from '@/lib/accounts/schema'
import { useActionMutation } from '@/lib/client/use-action-mutation'
import { paths } from '@/lib/paths'
import { IpAllowlistSection } from '@/components/ip-allowlist/ip-allowlist-section'
import { WebhooksSection } from '@/components/webhooks/webhooks-section'
import type { Refusal } from '@/lib/capability'
import { DeleteOrganization } from './delete-organization'
import { PlanUsage } from './plan-usage'

type OrganizationSettingsProps = {
  profile: OrganizationProfile
  /** Why the viewer may not read where events are sent, or null. */
  webhooksRefusal: Refusal | null
}

/** Name, handle, from where it may be used, where its events are sent, and the end of an organization. Somebody who may not change them sees why. */
export function OrganizationSettings({ profile, webhooksRefusal }: OrganizationSettingsProps) {
  const refusal = reasonOf(profile.can.update)
  return (
    <div className="max-w-160">
      <PageHeader title="Settings" />
      <div className="grid gap-6">
        <PlanCard profile={profile} />
        <NameForm profile={profile} disabledReason={refusal} />
        <HandleForm profile={profile} disabledReason={refusal} />
        <div className="my-2">
          <IpAllowlistSection accountId={profile.id} organizationName={profile.name} />
        </div>
        <div className="my-2">
          <WebhooksSection accountId={profile.id} update={profile.can.update} refusal={webhooksRefusal} />
        </div>
        <DeleteOrganization profile={profile} />
      </div>
    </div>
  )
}

function PlanCard({ profile: { plan, counts } }: { profile: OrganizationProfile }) {
  return (
    <Card
      title="Plan"
      description="The operator of this installation can change it."
      actions={<Badge>{plan.title}</Badge>}
    >
      <PlanUsage plan={plan} counts={counts} />
    </Card>
  )
}

type SettingFormProps = { profile: OrganizationProfile; disabledReason: DisabledReason | undefined }

function NameForm({ profile, disabledReason }: SettingFormProps) {
  const { submit } = useActionMutation(renameOrganizationAction, {
    invalidates: [],
    refreshesPage: true,
    successMessage: ({ name }) => `The organization is called ${name} now.`,
  })
  return (
    <Card title="Name" description="Shown wherever the organization is, and in invitations.">
      <Form
        // What was loaded is what the change is based on; a new name from the server starts the form afresh.
        key={profile.name}
        label="Change what it is called"
        schema={() => import('@/lib/accounts/schema').then((file) => file.renameOrganizationInput)}
        defaultValues={{ accountId: profile.id, expectedName: profile.name, name: profile.name }}
        action={submit}
        submitLabel="Save name"
        disabledReason={disabledReason}
      >
        <TextField name="name" label="Name" autoComplete="off" maxLength={200} />
      </Form>
    </Card>
  )
}

function HandleForm({ profile, disabledReason }: SettingFormProps) {
  const router = useRouter()
  const { submit } = useActionMutation(changeHandleAction, {
    invalidates: [],
    successMessage: ({ handle }) => `The handle is ${handle} now. Old addresses lead here.`,
    onSuccess: ({ handle }) => router.replace(paths.organizationSettings(handle)),
  })
  return (
    <Card
      title="Handle"
      description="Part of every address of the organization. Addresses with the former handle keep leading here."
    >
      <Form
        key={profile.handle}
        label="Change the address"
        schema={() => import('@/lib/accounts/schema').then((file) => file.changeHandleInput)}
        defaultValues={{ accountId: profile.id, expectedHandle: profile.handle, handle: profile.handle }}
        action={submit}
        submitLabel="Change handle"
        disabledReason={disabledReason}
      >
        <HandleField />
      </Form>
    </Card>
  )
}
