'use client'
import { useState } from 'react'
import { z } from 'zod'
import { Users, Settings, User, Home, KeyRound, Shield, ScrollText, LayoutGrid } from 'lucide-react'
import { AppShell } from '@/components/shell/app-shell'
import { Notice } from '@/components/shell/notice'
import { CommandPalette } from '@/components/shell/command-palette'
import { Shortcuts } from '@/components/shell/shortcuts'
import { PageHeader } from '@/components/ui/page-header'
import { AddButton } from '@/components/ui/add-button'
import { Button } from '@/components/ui/button'
import { ButtonLink } from '@/components/ui/button-link'
import { Badge } from '@/components/ui/badge'
import { RoleBadge } from '@/components/ui/role-badge'
import { Avatar } from '@/components/ui/avatar'
import { Meter } from '@/components/ui/meter'
import { Card } from '@/components/ui/card'
import { CopyButton } from '@/components/ui/copy-button'
import { RelativeTime } from '@/components/ui/relative-time'
import { Tabs } from '@/components/ui/tabs'
import { TextLink } from '@/components/ui/text-link'
import { Select } from '@/components/ui/select'
import { columnsOf } from '@/components/data-table/columns'
import { DataTable } from '@/components/data-table/data-table'
import { useTableState } from '@/components/data-table/use-table-state'
import { EmptyState } from '@/components/feedback/empty-state'
import { ForbiddenState } from '@/components/feedback/forbidden-state'
import { ErrorState } from '@/components/feedback/error-state'
import { ConfirmDialog } from '@/components/feedback/confirm-dialog'
import { DialogForm } from '@/components/form/dialog-form'
import { Form } from '@/components/form/form'
import { TextField } from '@/components/form/text-field'
import { TextareaField } from '@/components/form/textarea-field'
import { SelectField } from '@/components/form/select-field'
import { CheckboxField } from '@/components/form/checkbox-field'
import { toast } from 'sonner'

type M = { id: string; name: string; email: string; role: string; joined: string; active: string | null }
const now = Date.now()
const people: M[] = ['Ada Lovelace','Grace Hopper','Alan Turing','Barbara Liskov','Katherine Johnson with a very long name indeed','Edsger Dijkstra','李小龙','Zoë'].map((name, i) => ({
  id: `m${i}`, name, email: `${name.split(' ')[0]?.toLowerCase()}@example.com`, role: i === 0 ? 'Administrator' : 'Member', joined: new Date(now - i * 86400000 * 9).toISOString(), active: i === 3 ? null : new Date(now - i * 3600_000 - 5000).toISOString() }))
const c = columnsOf<M>()
const columns = c.columns([
  c.accessor('name', { header: 'Name', meta: { sortKey: 'name' }, cell: ({ row }) => <div className="flex min-w-0 items-center gap-3"><Avatar id={row.original.id} name={row.original.name} /><div className="min-w-0"><div className="truncate"><TextLink look="title" href="/m">{row.original.name}</TextLink></div></div></div> }),
  c.accessor('email', { header: 'Email', meta: { priority: 3 }, cell: ({ getValue }) => <span className="text-muted">{getValue()}</span> }),
  c.accessor('role', { header: 'Role', cell: ({ getValue }) => <RoleBadge name={getValue()} tone={getValue() === 'Administrator' ? 'accent' : 'neutral'} /> }),
  c.accessor('joined', { header: 'Joined', meta: { sortKey: 'joined', priority: 2 }, cell: ({ getValue }) => <RelativeTime value={getValue()} /> }),
  c.accessor('active', { header: 'Last active', meta: { sortKey: 'active', priority: 2 }, cell: ({ getValue }) => <RelativeTime value={getValue()} /> }),
])
const invite = z.object({ emails: z.string().min(1, 'Enter at least one address.'), role: z.string().min(1, 'Choose a role.'), notify: z.boolean() })
const roles = [{ value: 'administrator', label: 'Administrator', description: 'Can do everything in the organization.' }, { value: 'member', label: 'Member', description: 'Sees the organization and the workspaces shared with them.' }, { value: 'owner', label: 'Owner', disabledReason: 'Your own role does not include it.' }]
const settings = z.object({ name: z.string().min(1, 'Enter a name.'), handle: z.string().min(3, 'At least 3 characters.') , description: z.string()})

export function Preview({ now: _ }: { now: string }) {
  const state = useTableState({ defaultSort: 'name' })
  const [mode, setMode] = useState<string>('rows')
  const [isInvite, setInvite] = useState(false)
  const [isConfirm, setConfirm] = useState(false)
  const [tab, setTab] = useState('members')
  const [sel, setSel] = useState<ReadonlySet<string>>(new Set())
  const rows = mode === 'loading' ? undefined : mode === 'error' ? undefined : mode === 'empty' ? [] : people.filter(p => p.name.toLowerCase().includes(state.query.search.toLowerCase()))
  return (
    <AppShell person={{ id: 'u1', name: 'Ada Lovelace', email: 'ada@example.com' }} onSignOut={() => { toast('Signed out') }}
      links={{ home: '/workspaces', organizations: '/organizations', profile: '/profile', security: '/profile/security', operator: '/operator' }}
      sidebar={{ id: 'o1', title: 'Analytical Engines', subtitle: 'Administrator', pages: [
        { label: 'Profile', href: '/kit', icon: <Home />, isExact: true }, { label: 'Workspaces', href: '/w', icon: <LayoutGrid /> }, { label: 'Members', href: '/kit-preview', icon: <Users /> }, { label: 'Service Accounts', href: '/s', icon: <KeyRound /> }, { label: 'Roles', href: '/r', icon: <Shield /> }, { label: 'Audit Log', href: '/a', icon: <ScrollText /> }, { label: 'Settings', href: '/t', icon: <Settings /> } ] }}
      breadcrumbs={[{ label: 'Organizations', href: '/organizations' }, { label: 'Analytical Engines', href: '/kit', switchLabel: 'Switch organization', siblings: [{ label: 'Analytical Engines', href: '/kit' }, { label: 'Bletchley', href: '/b' }], all: { label: 'All organizations', href: '/organizations' } }, { label: 'Members', href: '/kit-preview' }]}
      notice={<Notice tone="warning" action={<Button size="small">Copy invitation link</Button>}>This installation sends no mail. Hand invitation links over yourself.</Notice>}
      tools={<CommandPalette items={[{ id: '1', group: 'Pages', label: 'Members', href: '/m', icon: <Users /> }, { id: '2', group: 'Pages', label: 'Settings', href: '/s', icon: <Settings /> }, { id: '3', group: 'Actions', label: 'Invite members', onSelect: () => setInvite(true) }]} search={async (t) => [{ id: 'x', group: 'People', label: `Someone ${t}`, hint: 'Analytical Engines', href: '/x', icon: <User /> }]} />}>
      <Shortcuts shortcuts={[{ letter: 'm', label: 'Members', href: '/kit-preview?went=m' }, { letter: 's', label: 'Settings', href: '/s' }]} />
      <PageHeader title="Members" badge={<Badge>8</Badge>} description="People who belong to this organization, and what they may do." actions={<><ButtonLink href="/r">Roles</ButtonLink><AddButton label="Invite members" onClick={() => setInvite(true)} /><AddButton label="Create role" disabledReason="Your role does not include roles:create." /></>} />
      <div className="mb-4 flex flex-wrap gap-2">
        {['rows', 'loading', 'empty', 'error', 'select'].map(m => <Button key={m} size="small" onClick={() => setMode(m)}>{`mode ${m}`}</Button>)}
      </div>
      <DataTable label="Members" columns={columns} rows={rows} rowId={r => r.id} rowName={r => r.name} state={state} nextCursor="c2"
        {...(mode === 'select' ? { selection: { ids: sel, onChange: setSel } } : {})}
        error={mode === 'error' ? new Error('x') : undefined} onRetry={() => setMode('rows')}
        filters={<Select isCompact aria-label="Role" options={[{ value: 'all', label: 'All roles' }, ...roles]} value="all" onValueChange={() => {}} />}
        rowActions={r => [{ label: 'Change role', onSelect: () => toast.success(`Role of ${r.name} changed`, { action: { label: 'Undo', onClick: () => {} } }) }, { label: 'Suspend', onSelect: () => toast.error('Could not suspend: you are the last administrator of this organization.'), disabledReason: r.id === 'm0' ? 'The last administrator cannot be suspended.' : undefined }, { kind: 'separator', id: 's' }, { label: 'Remove from organization', tone: 'danger', onSelect: () => setConfirm(true) }]}
        empty={<EmptyState icon={<Users />} title="No members yet" description="Members see the organization and work in its workspaces." action={<Button variant="primary" onClick={() => setInvite(true)}>Invite members</Button>} />} />
      <DialogForm isOpen={isInvite} onOpenChange={setInvite} title="Invite members" description="They get a mail with a link that is good for 7 days." submitLabel="Send invitations" schema={invite} defaultValues={{ emails: '', role: '', notify: true }}
        action={async v => { await new Promise(r => setTimeout(r, 400)); return v.emails.includes('bad') ? { ok: false as const, error: { code: 'invalid_input' as const, message: 'Some addresses are not valid.', fields: { 'emails.0': '“bad” is not an address.', other: 'Something elsewhere.' } } } : { ok: true as const, data: null } }} onSuccess={() => toast.success('Invitations sent')}>
        <TextareaField name="emails" label="Email addresses" hint="One per line, or separated by commas." />
        <SelectField name="role" label="Organization role" options={roles} placeholder="Choose a role" />
        <CheckboxField name="notify" label="Tell me when they accept" />
      </DialogForm>
      <ConfirmDialog isOpen={isConfirm} onOpenChange={setConfirm} title="Delete Analytical Engines" consequence="Deleting Analytical Engines ends the access of 12 members to 4 workspaces and revokes 2 API keys. It cannot be undone." confirmLabel="Delete organization" textToType="analytical-engines"
        action={async () => ({ ok: false as const, error: { code: 'forbidden' as const, message: 'You are no longer an administrator.' } })} />
      <div className="mt-10 grid gap-6 lg:grid-cols-2">
        <Card title="Plan" description="Free plan" footer="Changes at the end of the month." actions={<Button size="small">Change</Button>}>
          <Meter label="members" value={3} max={10} /><Meter label="workspaces" value={4} max={5} /><Meter label="API keys" value={5} max={5} /><Meter label="seats" value={5} max={null} />
        </Card>
        <Card title="Buttons">
          <div className="flex flex-wrap gap-2"><Button variant="primary">Primary</Button><Button>Secondary</Button><Button variant="ghost">Ghost</Button><Button variant="danger">Danger</Button><Button variant="primary" isPending>Saving</Button><Button variant="primary" disabledReason="Your role does not include it.">Refused</Button><CopyButton label="Copy key" value="abc" /></div>
          <div className="flex flex-wrap gap-2"><Badge>Neutral</Badge><Badge tone="accent">Accent</Badge><Badge tone="success">Active</Badge><Badge tone="warning">Pending</Badge><Badge tone="danger">Failed</Badge></div>
          <div className="flex flex-wrap items-center gap-2">{Array.from({ length: 12 }, (_, i) => <Avatar key={i} id={String.fromCharCode(97 + i)} name={`A ${String.fromCharCode(65 + i)}`} />)}<Avatar id="x" name="Big Org" size="huge" shape="square" /></div>
        </Card>
        <Card title="General" tone="danger">
          <Form schema={settings} defaultValues={{ name: 'Analytical Engines', handle: 'analytical-engines', description: '' }} submitLabel="Save" disabledReason="Only administrators change settings." action={async () => ({ ok: true as const, data: null })}>
            <TextField name="name" label="Name" /><TextField name="handle" label="Handle" isMono hint="Part of the address." /><TextareaField name="description" label="Description" isOptional />
          </Form>
        </Card>
        <Card title="States">
          <Tabs label="Views" value={tab} onValueChange={setTab} tabs={[{ value: 'members', label: 'Members', count: 8, content: <ForbiddenState permission="members:read" /> }, { value: 'p', label: 'Pending', count: 2, content: <ErrorState requestId="req_123" onRetry={() => {}} /> }]} />
        </Card>
      </div>
    </AppShell>
  )
}
