'use client'
import { Building2, Search } from 'lucide-react'
import { parseAsString, useQueryState } from 'nuqs'
import { SearchBox } from '@/components/data-table/search-box'
import { EmptyState } from '@/components/feedback/empty-state'
import { AddButton } from '@/components/ui/add-button'
import { Avatar } from '@/components/ui/avatar'
import { Button } from '@/components/ui/button'
import { lazyDialog } from '@/components/ui/lazy-dialog'
import { ExplainedBadge } from '@/components/ui/explained-badge'
import { PageHeader } from '@/components/ui/page-header'
import { RoleBadge } from '@/components/ui/role-badge'
import { TextLink } from '@/components/ui/text-link'
import { useDialog } from '@/lib/client/use-dialog'
import type { MyAccount } from '@/lib/accounts/schema'
import { paths } from '@/lib/paths'

const CreateOrganizationDialog = lazyDialog(() =>
  import('./create-organization-dialog').then((file) => file.CreateOrganizationDialog),
)

const searchedFrom = 8

/** The organizations one belongs to, with the role held in each. */
export function OrganizationsPage({ organizations }: { organizations: MyAccount[] }) {
  const { isOpen, setIsOpen } = useDialog('create')
  return (
    <>
      <PageHeader
        title="Organizations"
        description="The organizations you belong to."
        actions={<AddButton label="Create organization" onClick={() => setIsOpen(true)} />}
      />
      {organizations.length === 0 ? (
        <FirstMinute onCreate={() => setIsOpen(true)} />
      ) : (
        <OrganizationList organizations={organizations} />
      )}
      <CreateOrganizationDialog isOpen={isOpen} onOpenChange={setIsOpen} />
    </>
  )
}

function FirstMinute({ onCreate }: { onCreate: () => void }) {
  return (
    <div className="rounded-md border border-line bg-surface">
      <EmptyState
        icon={<Building2 />}
        title="You do not belong to an organization yet"
        description={
          <>
            <p>
              An organization is where people work together: you invite them by email, and each gets a role.
            </p>
            <p className="mt-2">
              Were you invited? Open the link in the mail while you are signed in with the address it was sent
              to. Otherwise create the first organization yourself.
            </p>
          </>
        }
        action={
          <Button variant="primary" onClick={onCreate}>
            Create your first organization
          </Button>
        }
      />
    </div>
  )
}

function OrganizationList({ organizations }: { organizations: MyAccount[] }) {
  const [search, setSearch] = useQueryState(
    'q',
    parseAsString.withDefault('').withOptions({ history: 'replace', shallow: true }),
  )
  const wanted = search.trim().toLowerCase()
  const found = organizations.filter(
    ({ name, handle }) => name.toLowerCase().includes(wanted) || handle.includes(wanted),
  )
  return (
    <>
      {organizations.length >= searchedFrom || search ? (
        <div className="mb-3 flex">
          <SearchBox
            label="Search organizations"
            value={search}
            onValueChange={(text) => void setSearch(text || null)}
          />
        </div>
      ) : null}
      {found.length === 0 ? (
        <div className="rounded-md border border-line bg-surface">
          <EmptyState
            icon={<Search />}
            title={`No organization matches “${search}”`}
            description="Check the spelling, or clear the search."
            action={<Button onClick={() => void setSearch(null)}>Clear filter</Button>}
          />
        </div>
      ) : (
        <ul
          aria-label="Organizations"
          className="divide-y divide-line rounded-md border border-line bg-surface"
        >
          {found.map((organization) => (
            <OrganizationRow key={organization.id} organization={organization} />
          ))}
        </ul>
      )}
    </>
  )
}

function OrganizationRow({ organization }: { organization: MyAccount }) {
  const { id, name, handle, role_name, is_address_allowed, is_suspended, sign_in_needed } = organization
  return (
    <li className="flex min-h-14 items-center gap-3 px-4 py-2">
      <Avatar id={id} name={name} shape="square" />
      <div className="min-w-0 flex-1">
        <TextLink href={paths.organization(handle)} look="title">
          {name}
        </TextLink>
        <p className="truncate font-mono text-sm text-muted">{handle}</p>
      </div>
      {is_suspended ? (
        <ExplainedBadge
          label="Suspended"
          tone="warning"
          explanation="The operator of this installation lets nobody use it for now. Nothing in it was removed."
        />
      ) : null}
      {is_address_allowed || is_suspended ? null : (
        <ExplainedBadge
          label="Not from here"
          tone="warning"
          explanation="Its IP allowlist does not let in the address you come from. Come from a network that is on it, or ask an Administrator to add the address."
        />
      )}
      {sign_in_needed && !is_suspended ? (
        <ExplainedBadge
          label="Sign in first"
          tone="warning"
          explanation={
            sign_in_needed === 'sso_required'
              ? 'It requires single sign-on. Open it to continue with its identity provider.'
              : 'It ends sessions after a time, and yours is older. Open it to sign in again.'
          }
        />
      ) : null}
      <RoleBadge name={role_name} />
    </li>
  )
}
